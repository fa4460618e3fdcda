import type { Interaction } from '../cassette/interaction.ts'
import type { StepReport } from '../cassette/test-report.ts'
import { sumUsage, type Usage } from '../cassette/usage.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { Exchange } from './exchange.ts'
import type { StepRecord } from './step-record.ts'

/** A part of a test that the test has named. */
export interface Step {
  /** With its parameters filled in. */
  readonly name: string
  /** `recovered`: it failed, and its recovery made it good. */
  readonly state: StepRecord['state']
  /** What it threw, then what its recovery threw. */
  readonly errors: readonly unknown[]
  /** Finished interactions, recorded or replayed, in the order they were asked: those of its own steps and of its recovery too. */
  readonly interactions: readonly Interaction[]
  /** Tokens of all of them. */
  readonly usage: Usage
  readonly steps: readonly Step[]
}

/** What became of steps, from the traffic that was made in them. */
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
 * The same in names and numbers, for reports.
 *
 * @param redact takes secrets out of what the user has named.
 */
export function reportSteps(
  records: readonly StepRecord[],
  exchanges: readonly Exchange[],
  redact: (text: string) => string,
): StepReport[] {
  return records.map((record) => {
    const own = exchanges.filter(({ step }) => isWithin(step, record))
    return {
      name: redact(record.template),
      state: record.state,
      calls: own.length,
      usage: usageOf(own.flatMap(({ interaction }) => interaction ?? [])),
      steps: reportSteps(record.steps, exchanges, redact),
    }
  })
}

/** The requests and the tokens of a step, those of its recovery among them. */
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
