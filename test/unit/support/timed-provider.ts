import { nextTurn } from '../../../src/stream/clock.ts'

/** Most turns of the event loop between two events of the provider: an app may not have reacted to one yet. */
const mostTurns = 12

interface Due {
  readonly at: number
  readonly happen: () => void
}

/**
 * A provider in this process whose answers take virtual time: they arrive in the order of their latencies, and no test
 * waits. It numbers its answers, so that equal questions get different ones.
 */
export class TimedProvider {
  readonly #latencies: readonly number[]
  #drawn = 0
  #time = 0
  #count = 0
  #due: Due[] = []

  /** @param latencies are used one after the other, again and again. Each seventh answer, about, is an error. */
  constructor(latencies: readonly number[]) {
    this.#latencies = latencies
  }

  readonly fetch: typeof fetch = (_url, init) => {
    const { stream: isStreamed } = JSON.parse(Buffer.from(init?.body as Uint8Array).toString()) as { stream: boolean }
    const number = ++this.#count
    const isError = this.#draw() % 7 === 0
    const parts = isStreamed ? [`${number}-x `, `${number}-y `, `${number}-z`] : [`answer ${number}`]
    let controller: ReadableStreamDefaultController<Uint8Array>
    let hasLeft = false
    const body = new ReadableStream<Uint8Array>({
      start: (own) => void (controller = own),
      cancel: () => void (hasLeft = true),
    })
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    init?.signal?.addEventListener('abort', () => {
      if (hasLeft) return
      hasLeft = true
      reject(init.signal?.reason as Error)
      controller.error(init.signal?.reason)
    })
    let at = this.#time
    const later = (happen: () => void): void => {
      at += 1 + this.#draw()
      this.#schedule({ at, happen: () => hasLeft || happen() })
    }
    later(() => resolve(new Response(body, { status: isError ? 400 : 200, headers: { 'content-type': 'text/plain' } })))
    for (const part of parts) later(() => controller.enqueue(Buffer.from(part)))
    later(() => {
      hasLeft = true
      controller.close()
    })
    return promise
  }

  /** Lets everything happen that is due, until `work` is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    let pauses = 0
    const done = work.finally(() => (isDone = true))
    while (!isDone) {
      for (let turn = this.#at(pauses++) % mostTurns; turn >= 0; turn--) await nextTurn()
      const due = this.#due.shift()
      if (due === undefined) continue
      this.#time = due.at
      due.happen()
    }
    return done
  }

  #schedule(due: Due): void {
    const index = this.#due.findIndex(({ at }) => at > due.at)
    this.#due.splice(index === -1 ? this.#due.length : index, 0, due)
  }

  #draw(): number {
    return this.#at(this.#drawn++)
  }

  #at(index: number): number {
    return this.#latencies[index % this.#latencies.length] ?? 0
  }
}
