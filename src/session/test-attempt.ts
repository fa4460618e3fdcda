import type { CassetteError } from '../errors/cassette-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import type { Progress } from '../cassette/recording-progress.ts'
import type { CassetteReport, Tally } from '../cassette/test-report.ts'
import type { Settings } from '../cassette/settings.ts'
import type { RandomSource } from '../util/seeded-random.ts'
import type { TestSettings } from '../cassette/test-settings.ts'
import type { Normalizer } from '../match/normalize/normalizer.ts'
import type { StepRecord } from '../diagnostics/step-record.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { Matching } from '../match/matching.ts'
import { SecretMemory } from '../redact/secret-memory.ts'
import { TrafficLog } from './traffic-log.ts'

/**
 * One attempt of one test, or one test file outside its tests, as the network sees it: whose cassette a request
 * belongs to, and where its errors go.
 */
export class TestAttempt {
  readonly owner: CassetteOwner
  readonly settings: Settings
  /** Absolute path of the cassette. */
  readonly path: string
  /** Command that runs just this test again. */
  readonly command: string
  /** What is set for this test; a test may change it before its first request. */
  test: TestSettings<Normalizer>
  /** Resolves when `matching` is made, where that takes time. */
  preparing: Promise<void> | undefined
  #compare: { matching?: Matching } = {}
  /** The secrets of the cassette, for all attempts of the test. */
  memory: SecretMemory = new SecretMemory()
  /** How far the test's clock is from the real one, in milliseconds, while its clock is that of the recording. */
  clockOffset: number | undefined
  /** The numbers of the test, while they are seeded. */
  random: RandomSource | undefined
  readonly #errors: Error[] = []
  /** Match keys of what was asked, with what the user adds to comparing and without. */
  readonly asked: Set<string> = new Set()
  /** What happened, for diagnostics. */
  readonly traffic: TrafficLog = new TrafficLog(() => this.signal?.aborted === true)
  /** The outermost steps of the test. */
  readonly steps: StepRecord[] = []
  readonly tally: Tally = { offline: 0, live: {}, tokens: 0, savedTokens: 0, savedMs: 0, models: {}, savedModels: {} }
  /** Vitest's signal to the test: aborted when the test times out or the run is cancelled. */
  signal: AbortSignal | undefined
  /** Number of this attempt of the test, from 1. */
  number = 1
  /** Live calls that were begun in this attempt. */
  liveCalls = 0
  /** The live calls of this attempt: how many were begun and how many are open, and whom the last one asked. */
  readonly live: { calls: number; open: number; service: Pick<Progress, 'provider' | 'model'> } = {
    calls: 0,
    open: 0,
    service: {},
  }
  /** Listens to the live calls of a test while it is recorded. */
  onProgress: ((progress: Progress) => void) | undefined
  /** What earlier attempts of the same test came to. */
  earlier: CassetteReport | undefined
  /** The cassette, once a request has opened it. */
  cassette: OpenCassette | undefined
  /** The error that kept it from opening: every request of the test is refused with it. */
  unreadable: CassetteError | undefined
  /** Whether its test has passed, once it has ended. */
  hasPassed: boolean | undefined
  /** The test has ended: its cassette takes no more requests, but those it has are answered. */
  isClosed = false
  /** Requests being answered and bodies being recorded, with a way to stop each. */
  readonly #open = new Map<Promise<unknown>, () => void>()

  /** What waits for the test to go on with it, each with what ends it. */
  readonly #resting = new Set<() => void>()

  constructor(options: Pick<TestAttempt, 'owner' | 'settings' | 'path' | 'command' | 'test'>) {
    this.owner = options.owner
    this.settings = options.settings
    this.path = options.path
    this.command = options.command
    this.test = options.test
  }

  /** Whether it is settled how its requests are compared. */
  get isPrepared(): boolean {
    return this.#compare.matching !== undefined
  }

  /** How its requests are compared, and those of the cassette, whichever attempt opened it. There is none before it is prepared. */
  get matching(): Matching {
    const { matching } = this.#compare
    if (matching === undefined) throw new Error('requests are compared before it is known how')
    return matching
  }

  set matching(matching: Matching) {
    this.#compare.matching = matching
  }

  /** The errors that the test fails with, in the order they happened. */
  get errors(): readonly Error[] {
    return this.#errors
  }

  /** The test fails with this error, whatever the app does with it: once with each. */
  fail(error: Error): void {
    if (!this.#errors.includes(error)) this.#errors.push(error)
  }

  /** Goes on with the cassette of an earlier attempt, which is then compared as this one says. */
  goOnFrom(earlier: TestAttempt): void {
    this.number = earlier.number + 1
    this.#compare = earlier.#compare
    this.memory = earlier.memory
    this.cassette = earlier.cassette
    // Which also compares, still as the earlier attempt did.
    this.cassette?.rewind(earlier.hasPassed === true && earlier.errors.length === 0)
    delete this.#compare.matching
  }

  /** Keeps the end of the test waiting for `work`, up to a bound; `stop` ends it early. */
  track(work: Promise<unknown>, stop: () => void): void {
    const settled: Promise<unknown> = work.then(
      () => this.#open.delete(settled),
      () => this.#open.delete(settled),
    )
    this.#open.set(settled, stop)
  }

  /**
   * Unlike `track`, nothing is under way: the end of the test does not wait, and calls `end`.
   *
   * @returns what takes it back.
   */
  rest(end: () => void): () => void {
    this.#resting.add(end)
    return () => void this.#resting.delete(end)
  }

  /** Ends what only the test could have gone on with. */
  endResting(): void {
    for (const end of this.#resting) end()
  }

  /** Whether anything is still being answered or recorded. */
  get isBusy(): boolean {
    return this.#open.size > 0
  }

  /** How many requests are being answered or recorded. */
  get underWay(): number {
    return this.#open.size
  }

  /** Resolves when nothing is being answered or recorded any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open.keys())
  }

  /** Ends what is still open. */
  stop(): void {
    for (const stop of this.#open.values()) stop()
  }
}
