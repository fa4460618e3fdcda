import { otherTrafficKey } from '../../cassette/other-traffic.ts'
import { replayVariablesKey } from '../../cassette/replay-variables.ts'
import { reportKey, type CassetteReport } from '../../cassette/test-report.ts'
import type { Lifecycle } from '../../diagnostics/exchange.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import type { WorkerState } from '../../session/worker-state.ts'
import { attemptKey } from '../shared/diagnostics-artifact.ts'
import { endAttempt } from './end-attempt.ts'
import { loadFirstRequest, loadOnDemand } from './load-bundles.ts'
import { sendProgress } from './progress/send-progress.ts'
import { watchStall } from './progress/stalled.ts'
import type { TestFile } from './test-file.ts'
import { hasFailed, hasFailedHook, testsOf } from './test-names.ts'
import { isTimeout, onceSkipped, taskNode } from './test-process-internals.ts'
import type { VitestApi } from './vitest-api.ts'

/** Longest time, in milliseconds, for ending a test: answers in flight are waited for, then written. */
const endTimeout = 60_000

/** The part of the worker's state that the hooks of a file need. */
type HookedWorker = Pick<
  WorkerState,
  'otherTraffic' | 'usedVariables' | 'callers' | 'running' | 'determinism' | 'outside' | 'noteRefused' | 'watchLoaded'
>

/**
 * Gives every test of the file a cassette, hooks included, and the file one for its traffic outside the tests.
 *
 * @param atEnd called at the end of the file, with whether it has replayed anything.
 */
export function registerHooks(
  vitest: VitestApi,
  testFile: TestFile,
  worker: HookedWorker,
  atEnd: (hasReplayed: boolean) => void,
): void {
  const { aroundAll, aroundEach, recordArtifact } = vitest
  const { callers, determinism, running } = worker
  const { settings, outside } = testFile
  const hasCassettes = (): boolean => testFile.hasCassettes
  const runIn = async (attempt: TestAttempt, run: () => Promise<void>): Promise<void> => {
    if (settings.acceptInto !== undefined) attempt.accepting = (await loadOnDemand().loadAccepting()).startAccepting()
    worker.watchLoaded?.()
    determinism.apply(attempt)
    try {
      await callers.run({ attempt, lane: 'main' }, () => run())
    } finally {
      determinism.end(attempt)
    }
  }

  const goOn = onceSkipped(otherTrafficKey, () => {
    worker.noteRefused?.()
    worker.outside = undefined
    const errors = [...outside.errors, ...testFile.close()]
    const written = endAttempt(outside, {
      passed: true,
      skipped: true,
      complete: false,
      hasCassettes,
      lifecycle: 'test-ended',
      publish() {},
    }).then((all) => all.filter((error) => !errors.includes(error)).forEach((error) => testFile.reportStray(error)))
    return { errors, meta: worker.otherTraffic.take(), written }
  })
  aroundAll(async (runSuite, {}, suite) => {
    goOn()
    const file = taskNode(suite)
    worker.outside = undefined
    await runIn(outside, runSuite)
    worker.noteRefused?.()
    const tests = testsOf(file)
    // A test that failed may not have asked for everything.
    const isComplete = tests.every(({ mode }) => mode === 'run' || mode === 'queued') && !tests.some(hasFailed)
    const errors = await endAttempt(outside, {
      passed: !hasFailedHook(file),
      skipped: false,
      complete: isComplete,
      hasCassettes,
      lifecycle: 'test-ended',
      publish: (report) => publish(file.meta, report),
    })
    // Its hooks are over: their reports are removed.
    worker.noteRefused?.()
    const otherTraffic = worker.otherTraffic.take()
    if (otherTraffic !== undefined) Object.assign(file.meta, { [otherTrafficKey]: otherTraffic })
    const variables = worker.usedVariables?.take()
    if (variables !== undefined) Object.assign(file.meta, { [replayVariablesKey]: variables })
    atEnd(testFile.hasReplayed)
    fail([...errors, ...testFile.close()])
  }, endTimeout)

  aroundEach(async (runTest, { task, annotate, signal }) => {
    const attempt = testFile.begin(taskNode(task.file), taskNode(task), published(task.meta))
    const { number, accounts } = attempt
    const from = task.result?.errors?.length ?? 0
    attempt.signal = signal
    if (number > 1) Object.assign(task.meta, { [attemptKey]: number })
    accounts.onProgress = (progress) => sendProgress(vitest, task, progress)
    const stall = watchStall(attempt, signal)
    running.add(attempt)
    await runIn(attempt, runTest)
    worker.noteRefused?.()
    const state = task.result?.state
    const lifecycle = lifecycleOf(signal)
    const again = (task.result?.repeatCount ?? 0) < (task.repeats ?? 0)
    const ended = await endAttempt(attempt, {
      passed: state === (task.fails ? 'fail' : 'pass'),
      skipped: state !== 'pass' && state !== 'fail',
      // Another repetition may ask for what this one has not.
      complete: !again,
      hasCassettes,
      again,
      lifecycle,
      publish: (report) => publish(task.meta, report),
      explain: (diagnostics, line) =>
        loadFirstRequest().explain(
          { task, annotate, recordArtifact },
          { runId: settings.runId, attempt: number },
          diagnostics,
          line,
        ),
      ownErrors: () => (task.result?.errors ?? []) as ReadonlyArray<Pick<Error, 'name' | 'message'>>,
      attach: (page) => loadFirstRequest().attachPage({ task, annotate }, number, page),
    })
    running.delete(attempt)
    const stalled = lifecycle === 'timeout' ? stall() : undefined
    const errors = stalled === undefined ? ended : [...ended, stalled]
    const own = task.result?.errors
    if (errors.length > 0 && own !== undefined && own.length > from)
      loadOnDemand().foldOwnErrors(own, from, errors, settings.startedIn)
    // Such a test passes with any error, so ours fail its file.
    if (task.fails) for (const error of errors) testFile.reportStray(error)
    else fail(errors)
  }, endTimeout)
}

/** Reports travel in a task's `meta`, which reaches reporters in the main process and blob reports. */
function publish(meta: object, report: CassetteReport): void {
  Object.assign(meta, { [reportKey]: report })
}

/** Vitest aborts the signal of a test that times out, and of a test whose run is cancelled. */
function lifecycleOf(signal: AbortSignal): Lifecycle {
  if (!signal.aborted) return 'test-ended'
  return isTimeout(signal) ? 'timeout' : 'cancelled'
}

/** The report of an earlier attempt of the same test. */
function published(meta: object): CassetteReport | undefined {
  return (meta as { [reportKey]?: CassetteReport })[reportKey]
}

/** One error is thrown as it is, several as one. The test's own error, if any, stands before them. */
function fail(errors: readonly Error[]): void {
  const [first, ...others] = errors
  if (first === undefined) return
  if (others.length === 0) throw first
  const text = errors.map((error) => `${error.name}: ${error.message}`).join('\n\n')
  const all = new AggregateError(errors, `${errors.length} errors\n\n${text}`)
  all.stack = `${all.name}: ${all.message}`
  throw all
}
