import { appFrames, callSite } from '../../../util/app-frames.ts'
import { fillParams, type Params } from '../../../util/fill-params.ts'
import type { StepRecord } from '../../../diagnostics/step-record.ts'
import { CassetteStepError } from '../../../errors/cassette-step-error.ts'

/**
 * Options of a step.
 *
 * @see docs/steps.md
 */
export interface StepOptions<T> {
  /** Values for the `{name}`s in the name and in `failureMessage`. */
  readonly params?: Params
  /** The message when the step fails; the error of the step is then the `cause`. */
  readonly failureMessage?: string
  /** Runs when the step fails; its result is then the result of the step. */
  readonly recover?: (error: unknown) => T | Promise<T>
}

/** The part of a test that runs its steps. */
export interface StepHost {
  /** Begins a step inside the one that is running; `template` is its name as it is written in the test. */
  readonly begin: (name: string, template: string) => StepRecord
  /** Runs a function so that its requests are the step's. */
  readonly enter: <T>(step: StepRecord, run: () => T) => T
  readonly factsOf: (step: StepRecord) => { readonly step: string; readonly calls: number; readonly tokens: number }
  /** Takes the secrets out of an error. */
  readonly withoutSecrets: (error: Error) => void
}

/**
 * Arguments of `cassette.step`: the options may be left out.
 *
 * @see docs/steps.md
 */
export type StepArguments<T> = [run: () => T | Promise<T>] | [options: StepOptions<T>, run: () => T | Promise<T>]

/**
 * Runs a named part of a test.
 *
 * @throws what `run` throws; CassetteStepError when there is a `failureMessage`, or when `recover` fails too.
 */
export async function runStep<T>(host: StepHost, name: string, ...args: StepArguments<T>): Promise<T> {
  const [{ params, failureMessage, recover }, run] = args.length === 1 ? [{} as StepOptions<T>, args[0]] : args
  const site = callSite()
  const step = host.begin(fillParams(name, params), name)
  try {
    const result = await host.enter(step, run)
    step.state = 'passed'
    return result
  } catch (error) {
    step.errors.push(error)
  }
  try {
    if (recover !== undefined) {
      const result = await host.enter(step, () => recover(step.errors[0]))
      step.state = 'recovered'
      return result
    }
  } catch (error) {
    step.errors.push(error)
  }
  step.state = 'failed'
  if (failureMessage === undefined && step.errors.length === 1) throw step.errors[0]
  const fields = {
    ...host.factsOf(step),
    ...(failureMessage !== undefined && { failureMessage: fillParams(failureMessage, params) }),
  }
  const error = new CassetteStepError(fields, step.errors, appFrames(site))
  host.withoutSecrets(error)
  throw error
}
