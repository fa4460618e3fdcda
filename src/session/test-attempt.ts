import type { TestSettings } from '../cassette/test-settings.ts'
import type { CassetteError } from '../errors/cassette-error.ts'
import type { Normalizer } from '../match/normalize/normalizer.ts'
import type { TestClock } from '../cassette/test-clock.ts'
import { realTime } from '../stream/clock.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { Accepting } from './accepting.ts'
import { AttemptAccounts } from './attempt-accounts.ts'
import { Comparing } from './comparing.ts'
import { InFlight } from './in-flight.ts'
import type { TestIdentity } from './test-identity.ts'
import { TrafficLog } from './traffic-log.ts'

/** One attempt of one test, or of one test file outside its tests. */
export class TestAttempt {
  readonly test: TestIdentity
  /** The options of this test; the test may change them before its first request. */
  options: TestSettings<Normalizer>
  /** Number of this attempt, from 1. */
  readonly number: number
  readonly comparing: Comparing
  readonly traffic: TrafficLog = new TrafficLog({
    isStopping: () => this.signal?.aborted === true,
    ownClock: () => this.clock,
  })
  readonly accounts: AttemptAccounts = new AttemptAccounts()
  readonly inFlight: InFlight = new InFlight()
  /** The changed requests; absent outside a run of `accept --requests`. */
  accepting: Accepting | undefined
  /** Vitest's signal to the test: aborted when the test times out or the run is cancelled. */
  signal: AbortSignal | undefined
  /** The clock of the test, with `clock: 'recorded'`. */
  clock: TestClock | undefined
  /** The cassette, once a request has opened it. */
  cassette: OpenCassette | undefined
  /** The error that kept the cassette from opening: every request of the test is refused with it. */
  unreadable: CassetteError | undefined
  /** Whether the test has passed, once it has ended. */
  hasPassed: boolean | undefined
  /** The test has ended: new requests are refused, and those in flight are answered. */
  isClosed = false
  readonly #errors: Error[] = []

  /** @param earlier the attempt before, whose cassette this one goes on with. */
  constructor(test: TestIdentity, options: TestSettings<Normalizer>, earlier?: TestAttempt) {
    this.test = test
    this.options = options
    this.number = (earlier?.number ?? 0) + 1
    this.comparing = earlier?.comparing ?? new Comparing()
    this.clock = earlier?.clock?.again(realTime())
    this.cassette = earlier?.cassette
    // A rewind compares too, as the earlier attempt did.
    this.cassette?.rewind(earlier?.hasPassed === true && earlier.errors.length === 0)
    this.comparing.reset()
  }

  /** The errors that the test fails with, in the order they happened. */
  get errors(): readonly Error[] {
    return this.#errors
  }

  /** The test fails with this error, whatever the app does with it: once with each. */
  fail(error: Error): void {
    if (this.#errors.includes(error)) return
    this.comparing.withoutSecrets?.(error)
    this.#errors.push(error)
  }
}
