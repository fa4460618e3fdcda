/** The requests of an attempt that are being answered, and the bodies that are being recorded. */
export class InFlight {
  readonly #open = new Map<Promise<unknown>, () => void>()
  #held = 0
  /** Resolves when nothing is held; absent where nobody waits. */
  #released: PromiseWithResolvers<void> | undefined
  /** Streams that wait for the test to read on, each by the function that ends it. */
  readonly #resting = new Set<() => void>()

  /** Requests that the test has begun and no seam has caught. */
  readonly #begun = new Set<Promise<void>>()

  /** Notes a request that the test has begun. Returns the function to call when a seam has caught it, or nobody will. */
  begin(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#begun.add(promise)
    return () => {
      this.#begun.delete(promise)
      resolve()
    }
  }

  /** Whether a request is on its way to a seam, or is being answered or recorded. */
  get isBusy(): boolean {
    return this.#begun.size > 0 || this.count > 0
  }

  /** Resolves when every begun request has been caught, and nothing is being answered or recorded any more. */
  async idle(): Promise<void> {
    while (this.isBusy) {
      await Promise.all(this.#begun)
      await this.settled()
    }
  }

  /** Keeps the end of the test waiting, up to a bound, until the returned function is called. */
  hold(): () => void {
    this.#held += 1
    return () => {
      this.#held -= 1
      if (this.#held > 0) return
      this.#released?.resolve()
      this.#released = undefined
    }
  }

  /** Keeps the end of the test waiting for `work`, up to a bound; `stop` ends it early. */
  track(work: Promise<unknown>, stop: () => void = () => {}): void {
    const settled: Promise<unknown> = work.then(
      () => this.#open.delete(settled),
      () => this.#open.delete(settled),
    )
    this.#open.set(settled, stop)
  }

  /**
   * Unlike `track`, nothing is under way: the end of the test does not wait, and calls `end`.
   *
   * @returns takes it back.
   */
  rest(end: () => void): () => void {
    this.#resting.add(end)
    return () => void this.#resting.delete(end)
  }

  /** Ends the streams that only the test could have read on. */
  endResting(): void {
    for (const end of this.#resting) end()
  }

  /** Number of requests that are being answered or recorded. */
  get count(): number {
    return this.#open.size + this.#held
  }

  /** Resolves when nothing is being answered or recorded any more. */
  async settled(): Promise<void> {
    while (this.count > 0) {
      if (this.#held > 0) this.#released ??= Promise.withResolvers()
      await Promise.all([...this.#open.keys(), this.#released?.promise])
    }
  }

  /** Ends everything that is still open. */
  stop(): void {
    for (const stop of this.#open.values()) stop()
  }
}
