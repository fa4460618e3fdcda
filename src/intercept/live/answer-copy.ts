import { ClientLeft } from '../../stream/client-left.ts'
import { plainStatusText } from '../../http/plain-status-text.ts'
import { responseOf } from '../../http/response-of.ts'

/** Statuses that a `Response` has no body with. */
const bodiless = new Set([204, 205, 304])

/** A copy of the answer that a client receives, made while it arrives and as it comes over the wire. */
export class AnswerCopy {
  /** Resolves at the head; rejects when the client is given an error before it. */
  readonly response: Promise<Response>
  readonly #head: PromiseWithResolvers<Response> = Promise.withResolvers()
  #body: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined
  #whenRead: (() => void) | undefined
  /** The pieces that came after the client had left. */
  #late: Array<Uint8Array<ArrayBuffer>> | undefined

  constructor() {
    this.response = this.#head.promise
  }

  /** @param headers names and values in turn. */
  head(status: number, statusText: string, headers: readonly (Buffer | string)[], method: string): void {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void (this.#body = controller),
      pull: () => {
        const call = this.#whenRead
        this.#whenRead = undefined
        // The reader has the last piece in the next turn of promises.
        if (call !== undefined) queueMicrotask(() => queueMicrotask(call))
      },
      cancel: () => void (this.#body = undefined),
    })
    const hasBody = method !== 'HEAD' && !bodiless.has(status)
    this.#head.resolve(
      responseOf(hasBody ? body : null, {
        status,
        statusText: plainStatusText(statusText),
        headers: headersOf(headers),
      }),
    )
  }

  data(piece: Buffer): void {
    // The client may change its piece.
    const copy = new Uint8Array(piece)
    if (this.#late === undefined) this.#body?.enqueue(copy)
    else this.#late.push(copy)
  }

  /** The answer is complete. */
  end(): void {
    for (const piece of this.#late ?? []) this.#body?.enqueue(piece)
    this.#body?.close()
    this.#body = undefined
  }

  /** The client ends its request. Its answer counts as complete if the end comes soon all the same. */
  leave(told: () => void): void {
    this.#late = []
    this.#afterReading(told)
  }

  /** The answer breaks: with an error that the client is given, or because the client has left. */
  fail(error: Error): void {
    const reason = this.#late === undefined ? error : new ClientLeft()
    this.#head.reject(reason)
    const body = this.#body
    // An error discards the pieces that nobody has read.
    this.#afterReading(() => body?.error(reason))
    this.#body = undefined
  }

  #afterReading(call: () => void): void {
    const isRead = this.#body === undefined || (this.#body.desiredSize ?? 1) > 0
    const earlier = this.#whenRead
    if (isRead && earlier === undefined) return call()
    this.#whenRead = () => {
      earlier?.()
      call()
    }
  }
}

function headersOf(raw: readonly (Buffer | string)[]): Headers {
  const headers = new Headers()
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(textOf(raw[at]!), textOf(raw[at + 1]!))
  return headers
}

function textOf(text: Buffer | string): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
