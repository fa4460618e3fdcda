import type { EventKind } from '../cassette/order/event-order.ts'
import { isoReading, readingOf, type TestClock } from '../cassette/test-clock.ts'
import type { Interaction, StoredFailure, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import { realTime } from '../stream/clock.ts'
import { storedFailure } from '../stream/failure.ts'
import type { End, Exchange, Lifecycle, Piece, Refusal } from '../diagnostics/exchange.ts'
import type { StepRecord } from '../diagnostics/step-record.ts'
import type { Delivery, OwnDelivery } from '../stream/delivery.ts'

/** The fields that an exchange has from its beginning. */
export type BegunExchange = Pick<Exchange, 'key' | 'lane' | 'request'> & {
  readonly [Field in 'step' | 'sender' | 'client']: Exchange[Field] | undefined
}

/** The part of a test that its exchanges read. */
export interface RunningTest {
  /** Milliseconds since it began. */
  readonly clock: () => number
  /** Vitest has asked the test to stop. */
  readonly isStopping: () => boolean
  /** Its own clock, with `clock: 'recorded'`. */
  readonly ownClock: () => TestClock | undefined
  /** Takes each event of an exchange. */
  readonly note: (exchange: OpenExchange, kind: EventKind, piece?: number) => void
  /** Waits until the app has reacted to the answers of other live calls. */
  readonly turnOf: (exchange: OpenExchange) => Promise<void> | undefined
}

/**
 * An exchange while it goes on: notes what the app receives, when, and how the exchange ends. The first end counts,
 * since later ones are clean-up.
 */
export class OpenExchange implements Exchange, Delivery {
  readonly key: string
  readonly lane: string
  declare readonly step?: StepRecord
  declare readonly client?: string
  readonly request: StoredRequest
  declare readonly sender?: string
  readonly startedAt: number
  /** What the test read from its own clock before the request, for the recording. */
  readonly clock: Pick<Interaction, 'clock'>
  readonly pieces: Piece[] = []
  declare interaction?: Interaction
  declare isRecorded?: true
  declare refusal?: Refusal
  declare answeredAt?: number
  declare end?: End
  /** Time when the app has had the end of the answer, or left it. A copy of the answer may end earlier. */
  declare overAt?: number
  readonly #test: RunningTest
  /** The client receives the answer from its own live call. */
  #isOwn = false
  #read: ((size: number) => StoredResponse) | undefined

  constructor({ key, lane, step, request, sender, client }: BegunExchange, test: RunningTest) {
    this.key = key
    this.lane = lane
    if (step !== undefined) this.step = step
    if (sender !== undefined) this.sender = sender
    if (client !== undefined) this.client = client
    this.request = request
    this.#test = test
    this.startedAt = test.clock()
    const reading = test.ownClock()?.request(realTime())
    this.clock = reading === undefined ? {} : { clock: isoReading(reading) }
    test.note(this, 'asked')
  }

  /** The request gets a recorded answer. */
  replay(interaction: Interaction): void {
    this.interaction = interaction
    this.#isOwn = false
    this.#test.ownClock()?.replay(readingOf(interaction), realTime())
  }

  get received(): StoredResponse | undefined {
    const { interaction, end, pieces } = this
    const isWhole = end?.how === 'complete' || end?.how === 'failed'
    if (isWhole && interaction?.response !== undefined) return interaction.response
    return this.#read?.(pieces.reduce((total, [, size]) => total + size, 0))
  }

  /**
   * The client receives the answer itself. The order of events then follows what it is handed, because the copy that this
   * exchange sees comes later.
   */
  ownDelivery(): OwnDelivery {
    this.#isOwn = true
    let pieces = 0
    return {
      turn: () => this.turn(),
      handOver: (part) => {
        if (part === 'head') this.#test.note(this, 'answered')
        else if (part === 'piece') this.#test.note(this, 'piece', pieces++)
        else this.#noteEnd('ended')
      },
      // The copy may have pieces that the client no longer gets.
      leave: () => this.#noteEnd('left', pieces),
    }
  }

  turn(): Promise<void> | undefined {
    return this.#test.turnOf(this)
  }

  /**
   * The app receives the head of an answer.
   *
   * @param read gives the answer, with its body cut after so many bytes.
   */
  answered(read: (size: number) => StoredResponse): void {
    if (this.end !== undefined) return
    this.#read = read
    this.answeredAt = this.#test.clock()
    this.#test.ownClock()?.deliver()
    if (!this.#isOwn) this.#test.note(this, 'answered')
  }

  piece(size: number): void {
    if (this.end !== undefined) return
    this.pieces.push([this.#test.clock(), size])
    this.#test.ownClock()?.deliver()
    if (!this.#isOwn) this.#test.note(this, 'piece', this.pieces.length - 1)
  }

  complete(): void {
    this.#ended({ how: 'complete', at: this.#test.clock() })
  }

  failed(failure: StoredFailure): void {
    this.#ended({ how: 'failed', failure, at: this.#test.clock() })
    this.#test.ownClock()?.deliver()
  }

  /** The client has ended the exchange: by an AbortSignal, by a timeout of its own, or in a way that gives no reason. */
  closed(how: 'aborted' | 'timed-out' | 'closed' = 'closed', reason?: Error): void {
    const at = this.#test.clock()
    // After the signal of its test, a client closes because of the signal.
    if (this.#test.isStopping()) this.#ended({ how: 'lifecycle', at })
    else this.#ended(how === 'closed' ? { how, at } : { how, at, ...(reason && { reason: storedFailure(reason) }) })
  }

  /** The test has stopped. */
  stopped(lifecycle: Lifecycle): void {
    if (this.refusal !== undefined) return
    this.#ended({ how: 'lifecycle', at: this.#test.clock() })
    if (this.end?.how === 'lifecycle') this.end = { ...this.end, lifecycle }
  }

  #ended(end: End): void {
    if (this.end !== undefined) return
    this.end = end
    const isOver = end.how === 'complete' || end.how === 'failed'
    if (!isOver || !this.#isOwn) this.#noteEnd(isOver ? 'ended' : 'left')
  }

  #noteEnd(kind: 'ended' | 'left', piece?: number): void {
    if (this.overAt !== undefined) return
    this.overAt = this.#test.clock()
    this.#test.note(this, kind, piece)
  }
}
