import type { Interaction } from '../cassette/interaction.ts'
import type { StepReport } from '../cassette/test-report.ts'
import { sumUsage, type Usage } from '../cassette/usage.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { Exchange } from './exchange.ts'
import type { StepRecord } from './step-record.ts'

/**
 * A named part of a test.
 *
 * @see docs/steps.md#the-facts-about-a-step
 */
export interface Step {
  /** With its parameters filled in. */
  readonly name: string
  /** `recovered`: it failed, and its recovery passed. */
  readonly state: StepRecord['state']
  /** The error of the step, then the error of its recovery. */
  readonly errors: readonly unknown[]
  /** Finished interactions in the order of their requests, including those of its inner steps and of its recovery. */
  readonly interactions: readonly Interaction[]
  /** Tokens of these interactions. */
  readonly usage: Usage
  readonly steps: readonly Step[]
}

/** Results of steps, with their traffic. */
export function stepsOf(records: readonly StepRecord[], exchanges: readonly Exchange[]): readonly Step[] {
  return records.map((record) => {
    const { name, state, errors, steps } = record
    const interactions = exchanges.flatMap(({ step, interaction }) =>
      interaction !== undefined && isWithin(step, record) ? [interaction] : [],
    )
    return {
      name,
      state,
      errors: [...errors],
      interactions,
      usage: usageOf(interactions),
      steps: stepsOf(steps, exchanges),
    }
  })
}

/**
 * Results of steps as names and numbers, for reports.
 *
 * @param redact removes secrets from names that the user chose.
 */
export function reportSteps(
  records: readonly StepRecord[],
  exchanges: readonly Exchange[],
  redact: (text: string) => string,
): StepReport[] {
  return records.map((record, index) => {
    const own = exchanges.filter(({ step }) => isWithin(step, record))
    return {
      name: `${redact(record.template)}${numberOf(record, records, index)}`,
      state: record.state,
      calls: own.length,
      usage: usageOf(own.flatMap(({ interaction }) => interaction ?? [])),
      steps: reportSteps(record.steps, exchanges, redact),
    }
  })
}

/** A number for a step beside others of the same template, whose parameters no report holds. */
function numberOf({ template }: StepRecord, records: readonly StepRecord[], index: number): string {
  const same = records.filter((other) => other.template === template).length
  const before = records.slice(0, index).filter((other) => other.template === template).length
  return same === 1 ? '' : ` #${before + 1}`
}

/** Number of requests and tokens of a step, including its recovery. */
export function stepCosts(record: StepRecord, exchanges: readonly Exchange[]): { calls: number; tokens: number } {
  const own = exchanges.filter(({ step }) => isWithin(step, record))
  const { input, output } = usageOf(own.flatMap(({ interaction }) => interaction ?? []))
  return { calls: own.length, tokens: input + output }
}

function isWithin(step: StepRecord | undefined, outer: StepRecord): boolean {
  return step !== undefined && (step === outer || isWithin(step.parent, outer))
}

function usageOf(interactions: readonly Interaction[]): Usage {
  return sumUsage(interactions.map(({ response }) => readUsage(response?.body)))
}
