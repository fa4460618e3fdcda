import { CallSites } from '../../offline/call-site.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { isRecording } from '../../cassette/mode.ts'
import type { CassetteReport } from '../../cassette/test-report.ts'
import type { Settings } from '../../cassette/settings.ts'
import { proxiesOf } from '../../intercept/proxies/environment-proxies.ts'
import type { Caller } from '../../session/caller.ts'
import { currentWorker, type WorkerState } from '../../session/worker-state.ts'
import { TestAttempt } from '../../session/test-attempt.ts'
import { cassetteFolder, fileCassette, insidePath } from '../../store/paths.ts'
import { Determinism } from './determinism/determinism.ts'
import { cassetteName, titlesOf } from './test-names.ts'
import type { TaskNode } from './test-process-internals.ts'
import { rerunCommand } from '../shared/rerun-command.ts'

/**
 * The cassettes of one test file: one for each test attempt, one for what happens outside the tests.
 */
export class Session {
  readonly settings: Settings
  /** The file outside its tests: import-time and `beforeAll` traffic. */
  readonly file: TestAttempt
  /** Errors of requests that belong to no running test, which the file fails with. */
  readonly #stray: Error[] = []
  readonly #testFile: string
  readonly #attempts = new Map<string, TestAttempt>()
  #isOver = false

  /** @param testFile absolute path. */
  constructor(settings: Settings, testFile: string) {
    this.settings = settings
    this.#testFile = testFile
    const file = insidePath(settings.root, testFile)
    this.file = new TestAttempt({
      owner: { file },
      settings,
      path: this.#path(fileCassette),
      command: rerunCommand(settings, file),
      test: settings,
    })
  }

  /** Begins an attempt of a test. What an earlier attempt has recorded and reported is still there. */
  open(file: TaskNode, task: TaskNode, report: CassetteReport | undefined): TestAttempt {
    const name = titlesOf(task).join(' > ')
    const attempt = new TestAttempt({
      owner: { file: this.file.owner.file, name },
      settings: this.settings,
      path: this.#path(cassetteName(file, task)),
      command: rerunCommand(this.settings, this.file.owner.file, titlesOf(task)),
      // What the file has set so far holds for its tests.
      test: this.file.test,
    })
    const earlier = this.#attempts.get(task.id)
    if (earlier !== undefined) {
      attempt.earlier = report
      attempt.goOnFrom(earlier)
    }
    this.#attempts.set(task.id, attempt)
    return attempt
  }

  /** Takes an error no running test can fail with: the file fails with it, or, when that is over too, the run. */
  reportStray(error: Error): void {
    if (!this.#isOver) this.#stray.push(error)
    // Nothing is left to fail but the run: an unhandled rejection is what Vitest reports as its error.
    else void Promise.reject(error)
  }

  /** Ends the file: its stray errors are handed out once. */
  close(): Error[] {
    this.#isOver = true
    return this.#stray.splice(0)
  }

  #path(name: string): string {
    return join(cassetteFolder(this.settings, this.#testFile), `${name}.json`)
  }
}

/** What a wrapped function does is live, and so is its clock. */
function runningAttempt(): TestAttempt | undefined {
  const caller = currentWorker()?.callers.getStore()
  return caller?.isWrapped === true ? undefined : caller?.attempt
}

/**
 * What the network needs of a session, for as long as the process runs.
 *
 * @param existing that of an earlier test file in this process.
 */
export function createWorkerState(
  session: Session,
  importModule: WorkerState['importModule'],
  existing: WorkerState | undefined,
): WorkerState {
  return {
    settings: session.settings,
    callers: new AsyncLocalStorage<Caller>(),
    fetch: globalThis.fetch,
    importModule,
    determinism: existing?.determinism.realm === globalThis ? existing.determinism : new Determinism(runningAttempt),
    attempts: new WeakMap(),
    outside: session.file,
    answeredBy: 'interception',
    // A live call may go through a proxy; a replay needs none.
    liveHosts: new Set(isRecording(session.settings.mode) ? proxiesOf(process.env).map(({ host }) => host) : []),
    callSites: new CallSites(),
    reportStray: (error) => session.reportStray(error),
  }
}
