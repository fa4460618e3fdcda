import { existsSync } from 'node:fs'
import { isRecording } from '../../core/mode.ts'
import type { CassetteReport } from '../../core/report.ts'
import type { CassetteError } from '../../errors/cassette-error.ts'
import type { Scope } from '../../network/scope.ts'
import { sleep } from '../../stream/clock.ts'
import { shownPath } from '../../store/paths.ts'
import type { Closed, Ending } from '../../store/open-cassette.ts'
import { loadEngine } from './engine-loader.ts'

/**
 * How long, in milliseconds, answers that are still on their way when a test ends are waited for: they are paid for.
 * Not so long after a failure, which may be the very timeout of a test that waited for one.
 */
const patience = { recording: 30_000, otherwise: 1_000 }

export interface TestEnd extends Ending {
  /** The test was skipped from within: it asked for as much as it needed. */
  readonly skipped: boolean
  readonly unused: 'fail' | 'warn' | 'ignore'
  readonly publish: (report: CassetteReport) => void
}

/**
 * Ends one attempt: publishes what happened, cleans up what is still in flight, looks what was left unused, persists.
 *
 * @returns the errors the test fails with, in the order they happened. Never throws: a failure in one phase is one of
 *   them, and stops no other phase.
 */
export async function endOfTest(scope: Scope, end: TestEnd): Promise<Error[]> {
  const failures: Error[] = []
  const phase = async <T>(run: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      failures.push(error as Error)
      return undefined
    }
  }
  scope.isClosed = true
  // Known even if the rest fails; told again, with what became of the file, at the end.
  await phase(() => publish(scope, end, undefined, { result: 'unchanged' }))
  await phase(() => cleanUp(scope, end.passed))
  const passed = end.passed && scope.errors.length === 0
  const unused = (passed && !end.skipped && end.complete && (await phase(() => findUnused(scope)))) || undefined
  const closed = await phase(() => persist(scope, { passed, complete: end.complete && !end.skipped }))
  if (unused !== undefined && end.unused === 'fail') failures.push(unused)
  if (unused !== undefined && end.unused === 'warn') process.emitWarning(unused.message, unused.name)
  await phase(() => publish(scope, end, unused, closed ?? { result: 'unchanged' }))
  return [...scope.errors, ...failures]
}

/** Lets what is in flight settle, then ends it. */
async function cleanUp(scope: Scope, passed: boolean): Promise<void> {
  if (!scope.isBusy) return
  const bound = passed && isRecording(scope.settings.mode) ? patience.recording : patience.otherwise
  await Promise.race([scope.settled(), sleep(bound)])
  if (!scope.isBusy) return
  scope.stop()
  await Promise.race([scope.settled(), sleep(patience.otherwise)])
}

/** In replay only: a recording run drops what is unused. */
function findUnused(scope: Scope): CassetteError | undefined {
  if (scope.cassette === undefined && scope.unreadable === undefined && existsSync(scope.path))
    loadEngine().openUnasked(scope)
  if (scope.unreadable !== undefined && scope.errors.length === 0) throw scope.unreadable
  if (isRecording(scope.settings.mode) || scope.cassette === undefined) return undefined
  return loadEngine().unusedError(scope.cassette, scope.command)
}

function persist(scope: Scope, ending: Ending): Closed {
  return scope.cassette === undefined ? { result: 'unchanged' } : loadEngine().persist(scope, ending)
}

function publish(scope: Scope, end: TestEnd, unused: CassetteError | undefined, closed: Closed): void {
  const hasTraffic = scope.tally.offline > 0 || Object.keys(scope.tally.live).length > 0 || scope.errors.length > 0
  if (!hasTraffic && unused === undefined && closed.result === 'unchanged') return
  end.publish({
    cassette: shownPath(scope.settings.root, scope.path),
    result: resultOf(scope, closed),
    ...(closed.keptAt !== undefined && { keptAt: closed.keptAt }),
    unused: unused === undefined ? 0 : (scope.cassette?.unused().length ?? 0),
    tally: scope.tally,
  })
}

function resultOf(scope: Scope, { result }: Closed): CassetteReport['result'] {
  if (result === 'kept') return 'kept'
  if (scope.errors.length > 0) return 'missed'
  if (result === 'written')
    return scope.settings.mode === 'refresh' && scope.cassette?.isRecorded ? 'refreshed' : 'recorded'
  return scope.settings.mode === 'refresh' ? 'unchanged' : 'replayed'
}
