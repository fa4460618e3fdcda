import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { bare } from '../../http/target.ts'
import { withoutAnnouncement } from '../internals/announcements.ts'
import type { AnswerRelay } from './answer-relay.ts'
import { asRecorded, otherSideClosed } from './other-side-closed.ts'

/** A request, as it is written. */
export interface WrittenRequest {
  readonly method: string
  readonly path: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** The place that a request goes to: a connection that its client has given, or the server of an address. */
export type Place = Socket | URL

/** Sends a request of HTTP/1.1, and hands the answer to its client. It has no time-out, so only those of the client count. */
export function sendHttp1({ body, ...request }: WrittenRequest, place: Place, relay: AnswerRelay): ClientRequest {
  const outgoing = withoutAnnouncement(() => open(request, place))
  relayAnswer(outgoing, relay)
  outgoing.end(body)
  return outgoing
}

/** Hands the pieces of an answer to its client, no faster than it takes them. */
export function relayPieces(answer: Readable, relay: AnswerRelay): void {
  answer.on('data', (piece: Buffer) => {
    relay.data(piece)
    const ready = relay.ready()
    if (ready === undefined) return
    answer.pause()
    void ready.then(() => answer.resume())
  })
}

/** Hands the answer to a request of ours to the client of the request in whose place it is sent. */
export function relayAnswer(outgoing: ClientRequest, relay: AnswerRelay): void {
  outgoing.on('error', (error) => relay.fail(asRecorded(error)))
  outgoing.on('information', ({ statusCode, rawHeaders, statusMessage }) =>
    relay.head(statusCode, rawHeaders, statusMessage),
  )
  outgoing.on('response', (response) => {
    relay.head(response.statusCode ?? 0, response.rawHeaders, response.statusMessage ?? '')
    relayPieces(response, relay)
    response.on('end', () => relay.end(response.rawTrailers))
    response.on('error', () => {})
    response.on('close', () => relay.fail(otherSideClosed()))
  })
}

function open(request: Omit<WrittenRequest, 'body'>, place: Place): ClientRequest {
  const { ClientRequest, globalAgent } = process.getBuiltinModule('node:http')
  const options = { ...request, headers: [...request.headers], setDefaultHeaders: false }
  if (place instanceof URL) {
    const agent = place.protocol === 'https:' ? process.getBuiltinModule('node:https').globalAgent : globalAgent
    const { protocol, hostname, port } = place
    return new ClientRequest({ ...options, protocol, hostname: bare(hostname), port, agent })
  }
  const outgoing = new ClientRequest({ ...options, createConnection: () => place })
  // The next request of the client goes over the same connection.
  outgoing.shouldKeepAlive = true
  return outgoing
}
