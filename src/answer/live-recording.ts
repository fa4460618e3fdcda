import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import type { Interaction, StoredFailure, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import type { Settings } from '../cassette/settings.ts'
import { withheldHeaders } from '../redact/stored-headers.ts'
import type { Captured } from '../stream/capture.ts'
import { isUnreadable } from '../http/decode-response.ts'
import { asksForEvents, isMcpStream } from '../providers/mcp.ts'
import type { Redaction } from '../redact/redaction.ts'
import type { Comparing } from '../session/comparing.ts'
import type { InFlight } from '../session/in-flight.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import { ClientLeft } from '../stream/client-left.ts'
import { grace, type Receiving } from '../stream/capture.ts'
import { now, timers, timestamp } from '../stream/clock.ts'
import { storedFailure } from '../stream/failure.ts'
import { beginLiveCall, bookLiveCall, bookTokens } from './accounts.ts'
import type { BudgetedTest } from './budget.ts'
import type { Outcome } from './look-up.ts'
import { storedResponse } from './stored-response.ts'

/** The part of an attempt that a live call reads and writes. */
export interface RecordingTest extends BudgetedTest {
  readonly test: BudgetedTest['test'] & { readonly settings: Pick<Settings, 'responseHeaders'> }
  readonly comparing: Comparing
  readonly inFlight: InFlight
  readonly traffic: { readonly exchanges: ReadonlyArray<{ readonly request: StoredRequest }> }
  readonly hasPassed: boolean | undefined
  fail(error: Error): void
}

export interface LiveExchange {
  readonly url: string
  readonly attempt: RecordingTest
  /** Notes what the app receives, and how the exchange ends. */
  readonly exchange: OpenExchange
  /** Takes the outcome when it is complete. */
  readonly record: (outcome: Outcome) => void
}

/** The recording of one live call, from its beginning until its outcome is known. The end of the test waits for it. */
export class LiveRecording {
  /** Monotonic time of the request. */
  readonly startedAt: number = now()
  /** Ends the call. */
  readonly stopper: AbortController = new AbortController()
  readonly #live: LiveExchange
  readonly #recordedAt = timestamp()
  readonly #finished: PromiseWithResolvers<void> = Promise.withResolvers()

  constructor(live: LiveExchange) {
    this.#live = live
    const { attempt, exchange } = live
    const { promise } = this.#finished
    void promise.then(beginLiveCall(attempt.accounts, exchange.request, attempt.comparing.matching.redaction().text))
    const stop = (): void => this.stopper.abort(new DOMException('the test ended before the answer did', 'AbortError'))
    if (asksForEvents(exchange.request)) void promise.then(this.#rest(promise, stop))
    else attempt.inFlight.track(promise, stop)
  }

  /** A stream of MCP ends only when its client, or the test, ends it: the end of the test does not wait for more of it. */
  #rest(promise: Promise<void>, stop: () => void): () => void {
    const { attempt, exchange } = this.#live
    const others = (): StoredRequest[] => attempt.traffic.exchanges.map(({ request }) => request)
    return attempt.inFlight.rest(() => {
      attempt.inFlight.track(promise, stop)
      // It ends as if the client had left, so that a replay leaves it open.
      if (isMcpStream(exchange.request, others)) this.stopper.abort(new ClientLeft())
    })
  }

  /** Whether the call was ended, by the end of the test or after its client. */
  get isStopped(): boolean {
    return this.stopper.signal.aborted
  }

  /** Ends the call when the rest of its answer does not come soon. */
  stopSoon(): void {
    const timer = timers.setTimeout(() => this.stopper.abort(), grace)
    void this.#finished.promise.then(() => timers.clearTimeout(timer))
  }

  /** Records that no answer came. */
  failed(error: unknown): StoredFailure {
    const failure = storedFailure(error)
    this.#live.exchange.failed(failure)
    bookLiveCall(this.#live.attempt.accounts, this.#live.url)
    this.#record({ failure }, this.isStopped)
    return failure
  }

  /**
   * Notes that the provider has answered.
   *
   * @param response with its body decoded.
   * @throws CassetteConfigError for an answer that this Node cannot decode. Nobody could look for secrets in it.
   */
  answered(response: Response): void {
    this.#redaction().noteHeaders(response.headers, 'answer', this.#live.exchange.request)
    const { accounts } = this.#live.attempt
    for (const name of withheldHeaders(response.headers, this.#ownHeaders())) accounts.withheldHeaders.add(name)
    bookLiveCall(accounts, this.#live.url)
    if (!isUnreadable(response)) return
    this.stopper.abort()
    this.finish()
    throw unreadable(response, this.#live.url)
  }

  /** Records an answer without a body. */
  receivedHead(response: Response): void {
    const { exchange } = this.#live
    const stored = this.#stored(response, undefined)
    exchange.answered(() => stored)
    exchange.complete()
    this.#record({ response: stored }, false)
  }

  /** Records an answer whose body is being received. */
  receives(response: Response, { captured, soFar }: Receiving): void {
    const { attempt, exchange } = this.#live
    exchange.answered((size) => this.#stored(response, { bytes: soFar().subarray(0, size), chunks: [] }))
    void captured.then((body) => {
      const stored = this.#stored(response, body)
      bookTokens(attempt, { request: exchange.request, response: stored })
      this.#record({ response: stored }, this.isStopped || body.aborted === true)
    })
  }

  /** Ends the recording without an outcome. */
  finish(): void {
    this.#finished.resolve()
  }

  /**
   * A call that was stopped because the test was over has half an answer, and is not why the test has failed. A test
   * that passed needs no more of the answer.
   */
  #record(outcome: Pick<Interaction, 'response'> | Pick<Interaction, 'failure'>, isHalf: boolean): void {
    const { attempt, exchange, record } = this.#live
    const isCutOff = isHalf && exchange.end?.how === 'lifecycle' && attempt.hasPassed !== true
    if (!isCutOff) record({ recordedAt: this.#recordedAt, ...outcome } as Outcome)
    this.finish()
  }

  #stored(response: Response, captured: Captured | undefined): StoredResponse {
    return storedResponse(response, captured, this.#redaction(), this.#ownHeaders())
  }

  #ownHeaders(): string[] {
    return this.#live.attempt.test.settings.responseHeaders.map((name) => name.toLowerCase())
  }

  #redaction(): Redaction {
    return this.#live.attempt.comparing.matching.redaction()
  }
}

function unreadable({ headers }: Response, url: string): CassetteConfigError {
  const coding = headers.get('content-encoding')
  return new CassetteConfigError(
    `Cannot record ${new URL(url).host}: it answers in the encoding ${coding}, which Node ${process.version} cannot decode\n\n  Record this test with Node 22.15 or later. Its cassette replays in every version.`,
  )
}
