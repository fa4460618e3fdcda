import type { Settings } from '../cassette/settings.ts'
import type { Callers } from './caller.ts'
import type { StrayErrors } from './fail-test.ts'
import type { ModuleLoader } from './prepare-matching.ts'
import type { OtherTrafficLog } from './other-traffic-log.ts'
import type { UsedVariables } from './used-variables.ts'
import type { TestAttempt } from './test-attempt.ts'

/** The lines of the app that made its requests and connections. */
export interface CallSites {
  /** Remembers the line that runs now as the one that made `subject`. */
  remember(subject: object): void
  /** Remembers for `subject` the line that is remembered for `origin`. */
  copy(origin: object, subject: object): void
  /** The line of the app that made the first of these that is known, as a line of a stack. */
  lineOf(...subjects: ReadonlyArray<object | null | undefined>): string | undefined
}

/** The state that the setup file, the fixture and interception share in one test process. */
export interface WorkerState extends Callers, ModuleLoader, StrayErrors {
  readonly settings: Settings
  /** Runs a call of our own. Its connections and requests go past every interception. */
  past: <T>(call: () => T) => T
  /** Clock and random numbers of the tests. */
  readonly determinism: {
    /** The global object whose properties it replaces: files in a VM pool have each their own. */
    readonly realm: object
    apply(attempt: TestAttempt): void
    end(attempt: TestAttempt): void
    keepRandom(): void
  }
  /** The attempt of each cassette that a test holds. */
  readonly attempts: WeakMap<object, TestAttempt>
  /** The attempts of the tests that run now. */
  readonly running: Set<TestAttempt>
  outside: TestAttempt | undefined
  /** Hosts that live calls of ours go to, or through: an offline run lets them pass. */
  readonly liveHosts: Set<string>
  /** Says whether the code of a wrapped function runs. */
  readonly isWrapped: () => boolean
  /** Notes the variables that recorded requests depend on; absent in replay. */
  readonly usedVariables: UsedVariables | undefined
  /** Counts the requests that no cassette holds. */
  readonly otherTraffic: OtherTrafficLog
  /** Remembers where the app makes the requests of an offline run. */
  readonly callSites: CallSites
  /** Answers a request that reached `cassetteHandlers()`; `undefined` when it is none for a cassette. */
  answerInHandler?: (request: Request) => Promise<Response | 'goes on' | undefined>
  /** Notes the requests that processes of tests were refused since the last time. */
  noteRefused?: () => void
  /** Watches the clients that have been loaded since the last call. */
  watchLoaded?: () => void
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
