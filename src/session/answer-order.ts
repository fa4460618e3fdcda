import type { Interaction } from '../cassette/interaction.ts'
import { recordedEvents, type RecordedEvent } from '../cassette/order/recorded-events.ts'
import type { DeliveryGates } from '../stream/delivery-gates.ts'
import { Quiet } from './quiet.ts'
import { settled } from './settled.ts'

/**
 * Holds replayed answers back until everything has happened that preceded them in the recording. So the app sees answers
 * in the order in which they came, although none takes time.
 *
 * One cursor moves over the recorded events. It waits for those of the app, and releases those of the provider. When the
 * app goes another way, the order is given up: all answers come at once.
 */
export class AnswerOrder {
  readonly #events: readonly RecordedEvent[]
  readonly #eventsOf: ReadonlyMap<Interaction, readonly RecordedEvent[]>
  readonly #asked = new Set<Interaction>()
  readonly #left = new Set<Interaction>()
  readonly #held = new Map<RecordedEvent, () => void>()
  readonly #released = new Set<RecordedEvent>()
  readonly #quiet: Quiet
  #next = 0
  /** The interaction of the last released event. */
  #last: Interaction | undefined
  #moves = 0
  #isAdvancing = false
  #isOver: boolean
  #givenUp: RecordedEvent | undefined

  readonly #whenGivenUp: () => void

  /** @param isPaced the pieces of answers take the recorded time. */
  constructor(interactions: readonly Interaction[], isPaced: boolean, whenGivenUp: () => void) {
    this.#whenGivenUp = whenGivenUp
    this.#events = recordedEvents(interactions)
    this.#eventsOf = Map.groupBy(this.#events, ({ interaction }) => interaction)
    this.#isOver = this.#events.length === 0
    this.#quiet = new Quiet(isPaced)
  }

  /** The event of the app that did not happen; `undefined` unless the order was given up. */
  get givenUp(): RecordedEvent | undefined {
    return this.#givenUp
  }

  /** The app has made the request that an interaction answers. */
  asked(interaction: Interaction): void {
    if (this.#isOver) return
    this.#asked.add(interaction)
    this.moved()
  }

  /** The exchange that an interaction answers has ended: its client may have left it. */
  ended(interaction: Interaction): void {
    if (this.#isOver) return
    this.#left.add(interaction)
    this.moved()
  }

  /** The app or an answer has moved on. */
  moved(): void {
    if (this.#isOver) return
    this.#moves += 1
    void this.#advance()
  }

  /** Waits until an answer may begin: a response with its head, a failure with its end. */
  head(interaction: Interaction): Promise<void> | undefined {
    const { order, failure } = interaction
    if (order?.answered !== undefined) return this.#gate(interaction, ({ kind }) => kind === 'head')
    // The pieces that came after the client had left must not come earlier. A client that failed by leaving gets no answer anyway.
    const isMeant = failure === undefined ? isLastOf : ({ kind }: RecordedEvent): boolean => kind === 'end'
    return this.#gate(interaction, isMeant)
  }

  /** The gates of the rest of an answer; `undefined` for one without a recorded order. */
  gates(interaction: Interaction): DeliveryGates | undefined {
    if (this.#isOver || !this.#eventsOf.has(interaction)) return undefined
    return {
      piece: (index) => this.#gate(interaction, ({ kind, piece }) => kind === 'piece' && piece <= index),
      end: () => this.#gate(interaction, isLastOf),
    }
  }

  /** Releases all answers: the app has left the way of the recording, or its test is over. */
  release(): void {
    this.#isOver = true
    this.#quiet.stop()
    for (const release of this.#held.values()) release()
    this.#held.clear()
  }

  #gate(interaction: Interaction, isMeant: (event: RecordedEvent) => boolean): Promise<void> | undefined {
    if (this.#isOver) return undefined
    const event = this.#eventsOf.get(interaction)?.findLast(isMeant)
    if (event === undefined || this.#released.has(event)) return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    const others = this.#held.get(event)
    this.#held.set(event, () => {
      others?.()
      resolve()
    })
    void this.#advance()
    return promise
  }

  async #advance(): Promise<void> {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    try {
      for (let event = this.#ready(); event !== undefined; event = this.#ready()) {
        const isDelivery = event.kind !== 'asked' && event.kind !== 'left'
        // The app must react to one answer before it gets the next, as it did in the recording.
        if (isDelivery && this.#last !== undefined && this.#last !== event.interaction)
          await settled(
            () => this.#moves,
            () => this.#isOver,
          )
        if (this.#isOver) return
        this.#next += 1
        if (isDelivery) this.#last = event.interaction
        this.#released.add(event)
        this.#held.get(event)?.()
        this.#held.delete(event)
        this.#moves += 1
      }
    } finally {
      this.#isAdvancing = false
    }
    this.#watch()
  }

  /** The next event if it may happen, or has happened. */
  #ready(): RecordedEvent | undefined {
    const event = this.#events[this.#next]
    if (event === undefined || this.#isOver) return undefined
    const { interaction, kind } = event
    const hasHappened = kind === 'left' ? this.#left : this.#asked
    return hasHappened.has(interaction) ? event : undefined
  }

  /** Gives the order up when the app does not do what it did in the recording. */
  #watch(): void {
    const awaited = this.#events[this.#next]
    if (this.#held.size === 0 || awaited === undefined || this.#isOver) return
    const gap = awaited.at - (this.#events[this.#next - 1]?.at ?? awaited.at)
    this.#quiet.watch(
      gap,
      () => this.#moves,
      () => {
        this.#givenUp = awaited
        this.#whenGivenUp()
        this.release()
      },
    )
  }
}

function isLastOf({ kind }: RecordedEvent): boolean {
  return kind === 'end' || kind === 'left'
}
