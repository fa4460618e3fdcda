import { settled } from './settled.ts'

/** The part of an exchange that taking turns reads. */
interface Delivered {
  readonly startedAt: number
  readonly overAt?: number
}

/**
 * Hands the answers of concurrent live calls to the app one after the other, each when the app has reacted to the one
 * before. Otherwise chance decides who asks first after two answers that came at once, and no replay could repeat it.
 */
export class DeliveryTurns<T extends Delivered> {
  readonly #moves: () => number
  #waiting: Promise<void> | undefined
  #last: T | undefined

  /** @param moves counts the events so far. */
  constructor(moves: () => number) {
    this.#moves = moves
  }

  /** Waits for the turn of an exchange. `undefined` when it may go on at once, as in a test without concurrent calls. */
  next(exchange: T): Promise<void> | undefined {
    if (this.#waiting === undefined && this.#isNext(exchange)) {
      this.#last = exchange
      return undefined
    }
    const turn = (this.#waiting ?? Promise.resolve()).then(async () => {
      if (!this.#isNext(exchange)) await settled(this.#moves)
      this.#last = exchange
      if (this.#waiting === turn) this.#waiting = undefined
    })
    this.#waiting = turn
    return turn
  }

  /** A request that was made after the end of the last answer is the reaction to it. */
  #isNext(exchange: T): boolean {
    const last = this.#last
    if (last === undefined || last === exchange) return true
    return last.overAt !== undefined && last.overAt < exchange.startedAt
  }
}
