import { AsyncLocalStorage } from 'node:async_hooks'
import type { ClientRequest } from 'node:http'
import type { CloseListener, LiveTerms } from '../../answer/call.ts'
import { redirectedHeaders } from '../../http/upstream.ts'
import type { InterceptionWorker } from '../caught-request.ts'
import { rawHeadersOf, type ConnectionEvent } from '../internals/msw-internals.ts'
import type { ClientSocket } from '../internals/node-internals.ts'
import { AnswerRelay } from '../live/answer-relay.ts'
import { sendHttp1, type WrittenRequest } from '../live/send-http1.ts'
import { connectClient } from './connect-client.ts'
import { deliverOnNextTick } from './deliver-on-next-tick.ts'
import type { LiveConnections } from './live-connections.ts'
import { socketReceiver } from './socket-receiver.ts'

export interface SocketCall {
  readonly request: Request
  readonly client: ClientSocket
  readonly connection: ConnectionEvent
  /** The target of the request, as its client has written it; `undefined` when that is not known. */
  readonly target: string | undefined
  /** The body of a request that MSW gives none, as of a GET. */
  readonly writtenBody: Buffer | undefined
  readonly terms: LiveTerms
  /** The origin of the page that sends the request, where a test environment emulates one. */
  readonly page: string | undefined
  readonly whenClosed: (listener: CloseListener) => void
  /** Ends the client's connection as it ends in a replay. */
  readonly destroy: (error: Error) => void
  readonly worker: Pick<InterceptionWorker, 'callers' | 'past'>
  readonly connections: LiveConnections
}

/**
 * Sends the request that a client has written on its socket over a real connection, which is opened with the options of the
 * client. The client receives the answer as it comes.
 *
 * @returns a copy of the answer.
 */
export async function goLiveOnSocket(call: SocketCall): Promise<Response> {
  const { client, connection, terms, worker, connections } = call
  const written = await writtenRequest(call)
  deliverOnNextTick(client)
  const inClient = AsyncLocalStorage.snapshot()
  const left = new AbortController()
  const leave = (): void => left.abort()
  client.once('close', leave)
  let outgoing: ClientRequest | undefined
  const relay = new AnswerRelay({
    method: written.method,
    client: socketReceiver({
      method: written.method,
      server: connection.socket,
      connect: () => connectClient(connection),
      hasEnded: () => client.writableEnded,
      destroy: call.destroy,
      page: call.page,
    }),
    terms,
    left: left.signal,
    whenClosed: call.whenClosed,
    abort: (reason) => outgoing?.destroy(reason),
    inClient,
  })
  const send = (): void => {
    const { redirect } = terms
    const taken = redirect === undefined ? connections.take(client, connection) : undefined
    outgoing = sendHttp1(written, taken?.connection ?? redirect!.url, relay)
    outgoing.once('close', () => {
      taken?.giveBack()
      // A client sends many requests over one socket.
      client.off('close', leave)
    })
  }
  try {
    // Outside the test: its clock and its random numbers must be the same in a replay, which sends nothing.
    worker.callers.exit(() => worker.past(send))
  } catch (error) {
    relay.fail(error as Error)
  }
  return relay.response
}

async function writtenRequest(call: SocketCall): Promise<WrittenRequest> {
  const { request, target, writtenBody, terms } = call
  const { method, url } = request
  const body = writtenBody ?? new Uint8Array(await request.arrayBuffer())
  // The body is whole: nobody waits with it.
  const headers = rawHeadersOf(request.headers).filter(([name]) => name.toLowerCase() !== 'expect')
  const written = { method, path: target ?? pathOf(url), headers: headers.flat(), body }
  const { redirect } = terms
  if (redirect === undefined) return written
  return { ...written, path: pathOf(redirect.url), headers: redirectedHeaders(written.headers, redirect) }
}

function pathOf(url: URL | string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
