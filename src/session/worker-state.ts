import type { AsyncLocalStorage } from 'node:async_hooks'
import type { CassetteError } from '../errors/cassette-error.ts'
import type { Settings } from '../cassette/settings.ts'
import type { StepRecord } from '../diagnostics/step-record.ts'
import type { TestAttempt } from './test-attempt.ts'

/** Who makes a request: an attempt of a test and, inside it, a lane and a step. */
export interface Caller {
  readonly attempt: TestAttempt
  readonly lane: string
  /** The innermost step that is running. */
  readonly step?: StepRecord
  /** A wrapped function is running: what it does is live, and no part of the test. */
  readonly isWrapped?: true
}

/** The lines of the app that made its requests and connections. */
export interface CallSites {
  /** From now on remembers every request of undici, `fetch` and `node:http`. */
  rememberRequests(): void
  /** Remembers the line that runs now as the one that asked for `subject`. */
  remember(subject: object): void
  /** The line of the app that asked for the first of these that is known, as a line of a stack. */
  lineOf(...subjects: ReadonlyArray<object | null | undefined>): string | undefined
}

/** A request that a process of a test was refused. */
export interface RefusedInProcess {
  readonly address: string
  readonly host: string
  /** Where it was asked for, as a line of a stack. */
  readonly line?: string
}

/** What the setup file, the fixture and the network share in one test process. */
export interface WorkerState {
  readonly settings: Settings
  /** Entered around every test and every file. */
  readonly callers: AsyncLocalStorage<Caller>
  /** The platform's `fetch`, as it was before anyone replaced it. */
  readonly fetch: typeof fetch
  /** Loads a module of the user's as the test files are loaded. */
  readonly importModule: (path: string) => Promise<object>
  /** Clock and random numbers of the tests. */
  readonly determinism: {
    /** Whose globals it replaces: files in a VM pool have each their own. */
    readonly realm: object
    apply(attempt: TestAttempt): void
    end(attempt: TestAttempt): void
    keepRandom(): void
  }
  /** Which test's each cassette is that a test has been given. */
  readonly attempts: WeakMap<object, TestAttempt>
  /** Whose requests are that come from outside every context: the file's, while it is being imported. */
  outside: TestAttempt | undefined
  /** Who answers provider traffic: our own interception, or handlers in a server of the user's. */
  answeredBy: 'interception' | 'handlers'
  /** Hosts that live calls of ours go to, or through: an offline run lets them pass. */
  readonly liveHosts: Set<string>
  /** Remembers where the app makes the requests of an offline run. */
  readonly callSites: CallSites
  /** Hands out what the processes of tests were refused since the last time; absent where the run is not offline. */
  takeRefused?: () => Iterable<readonly [refused: RefusedInProcess, attempt: TestAttempt | undefined]>
  /** Takes an error that no running test can fail with. */
  readonly reportStray: (error: CassetteError) => void
}

const key = Symbol.for('vitest-cassette')

// Not on `globalThis`: files in a VM pool have one each, and share the sockets of their process.
const holder = process as { [key]?: WorkerState }

/** The state of this test process; `undefined` when the plugin is off or missing. */
export function currentWorker(): WorkerState | undefined {
  return holder[key]
}

/** Sets it under one symbol, because setup file, fixture and the later bundles may be several module instances. */
export function setWorker(worker: WorkerState): void {
  holder[key] = worker
}
