import { join } from 'node:path'
import type { Settings } from '../../../cassette/settings.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import type { CloseResult } from '../../../store/close-result.ts'
import { runsFolder, shownPath } from '../../../store/paths.ts'
import { loadOnDemand } from '../load-bundles.ts'
import { resultOf } from './report-attempt.ts'
import type { TestWarnings } from './test-warnings.ts'

/** The page of a failed test. */
export interface AttemptPage {
  /** Path relative to the root, for the report. */
  readonly path: string
  /** Path from the folder in which the run was started, for people. */
  readonly shown: string
  readonly text: string
}

/** The end of a test that can have a page. */
export interface PagedEnd {
  /** The test's own errors. */
  readonly ownErrors?: () => ReadonlyArray<Pick<Error, 'name' | 'message'>>
  /** Takes the page of a failed test. */
  readonly attach?: (page: AttemptPage) => Promise<unknown>
}

/** What became of a failed attempt. */
interface Failed {
  readonly failures: readonly Error[]
  /** What went wrong on the wire. */
  readonly wire: string | undefined
  readonly closed: CloseResult
  readonly warnings: TestWarnings
}

/** Writes the page of a failed test with traffic. Without it nothing is lost, so it fails no test. */
export function writeAttemptPage(
  attempt: TestAttempt,
  { attach, ownErrors }: PagedEnd,
  { failures, wire, closed, warnings }: Failed,
): AttemptPage | undefined {
  const { traffic, errors, test, comparing } = attempt
  if (attach === undefined || traffic.exchanges.length === 0 || !comparing.isPrepared) return undefined
  try {
    const { path, text } = loadOnDemand().writeFailurePage(attempt, {
      result: resultOf(attempt, closed),
      wire,
      errors: [...(ownErrors?.() ?? []), ...errors, ...failures],
    })
    const { root, startedIn } = test.settings
    return { path: shownPath(root, path), shown: shownPath(startedIn, path), text }
  } catch (error) {
    warnings.unwritten(error)
    return undefined
  }
}

/** Names the page of a failed test in the last of its errors. */
export function namePage({ shown }: Pick<AttemptPage, 'shown'>, errors: readonly Error[]): void {
  addToLast(errors, `The conversation of this test, as a page:\n    ${shown}`)
}

/** Names the folder of the pages in the last error of a failed test. This is the same text for every test of the run. */
export function namePages({ root, runId, startedIn }: Settings, errors: readonly Error[]): void {
  addToLast(
    errors,
    `The conversation of each test, as a page:\n    ${shownPath(startedIn, join(runsFolder(root), runId))}`,
  )
}

function addToLast(errors: readonly Error[], text: string): void {
  const last = errors.findLast((error) => isCassetteError(error))
  if (last !== undefined) last.message += `\n\n  ${text}`
}
