import { packBody } from '../../body/pack.ts'
import type { Chunk, Interaction, StoredFailure, StoredResponse } from '../../cassette/interaction.ts'
import { findNotPlain } from '../../util/plain-json.ts'
import { appFrames, type CallSite } from '../../util/app-frames.ts'
import { CassetteWrapError } from '../../errors/cassette-wrap-error.ts'
import { readUsage } from '../../providers/read-usage.ts'
import { now, timestamp } from '../../stream/clock.ts'
import { canStore, storedThrown } from '../../stream/thrown.ts'
import { addUsage } from '../add-usage.ts'
import { spend } from '../budget.ts'
import type { OpenExchange } from '../../session/open-exchange.ts'
import { beginProgress } from '../report-progress.ts'
import type { TestAttempt } from '../../session/test-attempt.ts'
import { shortened } from './shortened.ts'

interface CallRecorderOptions {
  readonly name: string
  /** The line that has called it. */
  readonly site: CallSite
  readonly attempt: TestAttempt
  readonly base: Pick<Interaction, 'lane' | 'step' | 'request'>
  /** Hears what the app is given. */
  readonly exchange: OpenExchange
  readonly keep: (interaction: Interaction) => void
}

/** Media types under which what a wrapped function gives stands in a cassette. */
export const mediaTypes = { value: 'application/json', chunks: 'application/x-ndjson' } as const
type MediaType = (typeof mediaTypes)[keyof typeof mediaTypes]

/** Records one live call of a wrapped function. Its values are written down as they come, before anyone can change them. */
export class CallRecorder {
  readonly #options: CallRecorderOptions
  readonly #recordedAt = timestamp()
  readonly #lines: string[] = []
  readonly #chunks: Chunk[] = []
  #working = Promise.withResolvers<void>()
  #wake = (): void => {}
  #last = now()
  #isOver = false
  readonly #endProgress: () => void

  constructor(options: CallRecorderOptions) {
    this.#options = options
    this.#endProgress = beginProgress(options.attempt, options.base.request)
    this.work()
  }

  /** The function is at work: the end of the test waits for it. */
  work(): void {
    this.#wake()
    this.#working = Promise.withResolvers()
    this.#options.attempt.track(this.#working.promise, () => this.leave())
  }

  /** The consumer has its chunk, and may never ask for another. */
  rest(): void {
    this.#working.resolve()
    this.#wake = this.#options.attempt.rest(() => this.leave())
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

  /** @throws the short form of a CassetteWrapError when there is a last value that is no chunk. */
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
   * @throws the short form of a CassetteWrapError when it is nothing that can be thrown again: the test fails with it.
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
    this.#endProgress()
    throw shortened(error)
  }

  #finish(type: MediaType, end: { aborted?: true; failure?: StoredFailure }): void {
    this.#keep({ response: { ...this.#response(type), ...end } })
  }

  /** What the function has given so far. */
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
    const { name, attempt, base, keep } = this.#options
    // What was cut off by the end of the test is not what the test is about.
    if (attempt.signal?.aborted === true) return this.#endProgress()
    attempt.tally.live[name] = (attempt.tally.live[name] ?? 0) + 1
    const interaction = { ...base, recordedAt: this.#recordedAt, ...outcome } as Interaction
    const usage = readUsage(interaction.response?.body)
    const tokens = (usage?.input ?? 0) + (usage?.output ?? 0)
    attempt.tally.tokens += tokens
    if (usage !== undefined) addUsage(attempt.tally.models, base.request, usage)
    spend(attempt, tokens)
    this.#endProgress()
    try {
      keep(attempt.matching.redaction().interaction(interaction))
    } catch (error) {
      attempt.fail(error as Error)
    }
  }
}
