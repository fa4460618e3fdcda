/**
 * The departure of a client: it has ended its request, or is given an error. An `AbortSignal` with its listeners takes a
 * tenth of a replayed call, and few of those who wait for the departure need one.
 */
export class Departure {
  hasCome = false
  #reason: unknown
  #controller: AbortController | undefined
  #listener: (() => void) | undefined

  /** @param reason that of the signal. */
  come(reason: unknown): void {
    if (this.hasCome) return
    this.hasCome = true
    this.#reason = reason
    this.#controller?.abort(reason)
    this.#listener?.()
  }

  /** Calls back at the departure, or now if it has come. The last listener counts. */
  whenCome(listener: () => void): void {
    if (this.hasCome) listener()
    else this.#listener = listener
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.hasCome) this.#controller.abort(this.#reason)
    }
    return this.#controller.signal
  }
}
