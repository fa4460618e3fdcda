import { withFailedStep } from '../../../cassette/failed-step.ts'
import type { Diagnostics } from '../../../diagnostics/diagnose.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { loadOnDemand } from '../load-bundles.ts'
import { stepsOf } from './report-attempt.ts'

/** Takes what happened on the wire, and the same in a line for people when something failed there. */
export type Explain = (diagnostics: Diagnostics, line: string | undefined) => Promise<unknown>

/** The latest explanation of an attempt. */
export interface Explained {
  /** Diagnostics, as JSON. */
  readonly diagnostics?: string
  readonly line?: string | undefined
  /** The line that stands under the test. */
  readonly shown?: string | undefined
}

/**
 * Explains what happened on the wire. A test that passed is not read, unless the user wants diagnostics of all tests.
 *
 * @param hasLine false while an error of ours may say what the line would say.
 * @param known the explanation before, which is not repeated.
 */
export async function explainAttempt(
  attempt: TestAttempt,
  explain: Explain | undefined,
  { passed, hasLine }: { readonly passed: boolean; readonly hasLine: boolean },
  known: Explained,
): Promise<Explained> {
  const { test, traffic } = attempt
  const isWanted = !passed || test.settings.diagnostics === 'all'
  if (!isWanted || traffic.exchanges.length === 0 || explain === undefined) return known
  const { diagnose, describeDiagnostics } = loadOnDemand()
  const diagnostics = diagnose(traffic)
  const wire = passed ? undefined : describeDiagnostics(diagnostics)
  const line = wire && withFailedStep(wire, stepsOf(attempt).steps)
  const text = JSON.stringify(diagnostics)
  const shown = hasLine ? line : known.shown
  if (text !== known.diagnostics || shown !== known.shown)
    await explain(diagnostics, shown === known.shown ? undefined : shown)
  return { diagnostics: text, line, shown }
}
