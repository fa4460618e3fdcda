import { packBody } from '../../body/pack.ts'
import type { Chunk, Interaction, StoredFailure, StoredResponse } from '../../cassette/interaction.ts'
import { findNotPlain } from '../../util/plain-json.ts'
import { appFrames, type CallSite } from '../../util/app-frames.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { now, timestamp } from '../../stream/clock.ts'
import { canStore, storedThrown } from '../../stream/thrown.ts'
import { beginLiveCall, bookLiveCall, bookTokens } from '../accounts.ts'
import type { BudgetedTest } from '../budget.ts'
import type { Outcome } from '../look-up.ts'
import type { Comparing } from '../../session/comparing.ts'
import type { InFlight } from '../../session/in-flight.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import { shortened } from './shortened.ts'

/** The part of an attempt that a live call reads and writes. */
interface RecordingTest extends BudgetedTest {
  readonly comparing: Comparing
  readonly inFlight: InFlight
  readonly signal: AbortSignal | undefined
  fail(error: Error): void
}

interface CallRecorderOptions {
  readonly name: string
  /** The line of the call. */
  readonly site: CallSite
  readonly attempt: RecordingTest
  /** Notes what the app receives. */
  readonly exchange: OpenExchange
  /** Takes the outcome when it is complete. */
  readonly record: (outcome: Outcome) => void
}

/** Media types under which a cassette keeps the results of wrapped functions. */
export const mediaTypes = { value: 'application/json', chunks: 'application/x-ndjson' } as const
type MediaType = (typeof mediaTypes)[keyof typeof mediaTypes]

/** Records one live call of a wrapped function. Its values become text as they come, before anyone can change them. */
export class CallRecorder {
  readonly #options: CallRecorderOptions
  readonly #recordedAt = timestamp()
  readonly #lines: string[] = []
  readonly #chunks: Chunk[] = []
  #working = Promise.withResolvers<void>()
  #wake = (): void => {}
  #last = now()
  #isOver = false
  readonly #endLiveCall: () => void

  constructor(options: CallRecorderOptions) {
    this.#options = options
    const { attempt, exchange } = options
    const { text } = attempt.comparing.matching.redaction()
    this.#endLiveCall = beginLiveCall(attempt.accounts, exchange.request, text)
    this.work()
  }

  /** Waits until the app has reacted to the results of other calls. */
  turn(): Promise<void> | undefined {
    return this.#options.exchange.turn()
  }

  /** The function runs: the end of the test waits for it. */
  work(): void {
    this.#wake()
    this.#working = Promise.withResolvers()
    this.#options.attempt.inFlight.track(this.#working.promise, () => this.leave())
  }

  /** The consumer has its chunk, and may never ask for the next. */
  rest(): void {
    this.#working.resolve()
    this.#wake = this.#options.attempt.inFlight.rest(() => this.leave())
  }

  #over(): void {
    this.#isOver = true
    this.#wake()
    this.#working.resolve()
  }

  /** @throws the short form of a CassetteWrapError when JSON cannot hold the value: the test fails with it. */
  value(value: unknown): void {
    if (value !== undefined) this.#add('value', value)
    this.#options.exchange.complete()
    this.#finish(mediaTypes.value, {})
  }

  /** @throws the short form of a CassetteWrapError when JSON cannot hold the chunk: the test fails with it. */
  chunk(value: unknown): void {
    this.#add(`chunk ${this.#lines.length + 1}`, value)
  }

  /** @throws the short form of a CassetteWrapError when the generator returns a value: the test fails with it. */
  end(returned: unknown): void {
    if (returned !== undefined)
      this.#refuse({ at: 'the value that it returns after its chunks', what: 'none of them: yield it' })
    this.#options.exchange.complete()
    this.#finish(mediaTypes.chunks, {})
  }

  /** The consumer wants no more. */
  leave(): void {
    this.#options.exchange.closed()
    this.#finish(mediaTypes.chunks, { aborted: true })
  }

  /**
   * The function has thrown.
   *
   * @throws the short form of a CassetteWrapError when a replay could not throw the same: the test fails with it.
   */
  fail(error: unknown): void {
    if (!canStore(error)) this.#refuse({ at: 'what it throws', what: 'neither an error nor a text: throw an error' })
    const failure = storedThrown(error)
    this.#options.exchange.failed(failure)
    if (this.#lines.length === 0) this.#keep({ failure })
    else this.#finish(mediaTypes.chunks, { failure })
  }

  #add(place: string, value: unknown): void {
    const found = findNotPlain(value, place)
    if (found !== undefined) this.#refuse(found)
    const line = JSON.stringify(value)
    const at = now()
    this.#lines.push(line)
    this.#chunks.push([Math.round(at - this.#last), Buffer.byteLength(line)])
    this.#last = at
    const { exchange } = this.#options
    if (this.#lines.length === 1) exchange.answered(() => this.#response(mediaTypes.chunks))
    exchange.piece(Buffer.byteLength(line))
  }

  #refuse(found: { readonly at: string; readonly what: string }): never {
    const { name, site, attempt, exchange } = this.#options
    const error = new CassetteWrapError({ wrapped: name, problem: 'not-json', ...found }, appFrames(site))
    attempt.fail(error)
    exchange.refusal = 'error'
    this.#over()
    this.#endLiveCall()
    throw shortened(error)
  }

  #finish(type: MediaType, end: { aborted?: true; failure?: StoredFailure }): void {
    this.#keep({ response: { ...this.#response(type), ...end } })
  }

  /** The result of the function so far. */
  #response(type: MediaType): StoredResponse {
    const isValue = type === mediaTypes.value
    const text = isValue ? this.#lines.join('') : this.#lines.map((line) => `${line}\n`).join('')
    const body = packBody(new TextEncoder().encode(text), type)
    // A chunk ends in a line break.
    const chunks = isValue ? this.#chunks : this.#chunks.map(([delay, size]): Chunk => [delay, size + 1])
    return {
      status: 200,
      headers: { 'content-type': type },
      ...(body && { body }),
      ...(chunks.length > 0 && { chunks }),
    }
  }

  #keep(outcome: Pick<Interaction, 'response'> | Pick<Interaction, 'failure'>): void {
    if (this.#isOver) return
    this.#over()
    const { attempt, exchange, record } = this.#options
    const { request } = exchange
    // The end of the test has cut the call off: its half result is not why the test has failed.
    if (attempt.signal?.aborted === true) return this.#endLiveCall()
    bookLiveCall(attempt.accounts, request.url)
    bookTokens(attempt, { request, ...outcome } as Pick<Interaction, 'request' | 'response'>)
    this.#endLiveCall()
    record({ recordedAt: this.#recordedAt, ...outcome })
  }
}
