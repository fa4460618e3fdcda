import { errorMonitor } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { LiveTerms } from '../../answer/call.ts'
import { headersForPage } from '../../http/cross-origin.ts'
import { ClientLeft } from '../../stream/client-left.ts'
import { AnswerCopy } from '../live/answer-copy.ts'
import { howClosed } from '../how-closed.ts'
import { onHttpResponse } from '../internals/node-internals.ts'
import { asRecorded, otherSideClosed } from '../live/other-side-closed.ts'

interface LiveRequest {
  /** Lets the request go on. */
  readonly send: () => void
  /** Its client waits for no turn. */
  readonly terms: LiveTerms
  /** The origin of the page that sends the request, where a test environment emulates one. */
  readonly page: string | undefined
}

/**
 * Watches a request of `node:http` while it goes on to the provider.
 *
 * @returns a copy of the answer that the client receives.
 */
export function watchRequest(
  request: ClientRequest,
  { send, terms: { signal, left, delivery }, page }: LiveRequest,
): Promise<Response> {
  const copy = new AnswerCopy()
  let isOver = false
  let lastError: Error | undefined
  let hasAnswer = false
  /** Bytes of the body that are to come; `NaN` where nobody has said how many. */
  let missing = NaN
  const finish = (end: () => void): void => {
    if (isOver) return
    isOver = true
    signal.removeEventListener('abort', stop)
    end()
  }
  const stop = (): void => {
    const reason = signal.reason as Error
    finish(() => copy.fail(reason))
    request.destroy(reason)
  }
  const fail = (error: Error): void =>
    finish(() => {
      delivery.handOver('end')
      copy.fail(asRecorded(error))
    })
  const complete = (): void => {
    delivery.handOver('end')
    copy.end()
  }
  // Node destroys neither of the two before their socket.
  const watchDestroy = (stream: { destroy(error?: Error): unknown }): void => {
    const destroy = stream.destroy.bind(stream)
    stream.destroy = (error) => {
      if (request.socket?.destroyed !== true)
        finish(() => {
          // Clients that follow redirects leave an answer without a body at its head.
          if (missing === 0) return complete()
          const closed = howClosed(error)
          delivery.leave()
          copy.leave(() => left(...closed))
          copy.fail(new ClientLeft())
        })
      return destroy(error)
    }
  }
  watchDestroy(request)
  request.on(errorMonitor, (error: Error) => {
    lastError = error
    if (!hasAnswer) fail(error)
  })
  onHttpResponse(request, (response) => {
    hasAnswer = true
    delivery.handOver('head')
    copy.head(response.statusCode ?? 0, response.statusMessage ?? '', response.rawHeaders, request.method)
    if (page !== undefined) allowPage(page, response)
    missing = Number(response.headers['content-length'])
    watchDestroy(response)
    const push = response.push.bind(response)
    response.push = (chunk: Buffer | null, encoding) => {
      if (chunk !== null) {
        missing -= chunk.byteLength
        delivery.handOver('piece')
        copy.data(chunk)
      } else if (response.complete) finish(complete)
      return push(chunk, encoding)
    }
    response.once('close', () => fail(lastError ?? otherSideClosed()))
  })
  signal.addEventListener('abort', stop, { once: true })
  send()
  return copy.response
}

/** Adds the headers that an emulated page needs and that providers do not send. */
function allowPage(origin: string, { headers, rawHeaders }: IncomingMessage): void {
  const more = headersForPage(origin, Object.keys(headers))
  for (let at = 0; at < more.length; at += 2) headers[more[at]!] = more[at + 1]!
  rawHeaders.push(...more)
}
