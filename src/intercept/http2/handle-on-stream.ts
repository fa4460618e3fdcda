import type { ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import type { Call } from '../../answer/call.ts'
import { goUnrecorded } from '../../answer/go-unrecorded.ts'
import type { StoredFailure } from '../../cassette/interaction.ts'
import { asResponse } from '../../http/given-response.ts'
import { connectionError } from '../../stream/failure.ts'
import type { CaughtRequest, Interception } from '../caught-request.ts'
import { handleRequest } from '../handle-request.ts'
import { shapeOf } from '../request-shape.ts'
import { respondOnStream } from './respond-on-stream.ts'
import { closeStream } from './stream-closed.ts'

/** One request of a bridged HTTP/2 session. */
export interface BridgedRequest {
  readonly request: Request
  readonly stream: ServerHttp2Stream
  /** The client's socket. */
  readonly socket: Socket
  readonly caller: CaughtRequest['caller']
  readonly goLive: NonNullable<Call['goLive']>
}

/** Handles a request over HTTP/2. No server of the user sees it. */
export async function handleOnStream(
  { request, stream, socket, caller, goLive }: BridgedRequest,
  interception: Interception,
): Promise<void> {
  const { worker } = interception
  const breakConnection = (failure: StoredFailure): void => {
    if (!closeStream(stream, failure)) socket.destroy(connectionError(failure))
  }
  let isAnswered = false
  let whenSent: () => void = () => {}
  let whenUnanswered: () => Promise<void> | void = () => {
    whenSent()
    goUnrecorded(goLive)
  }
  const respond = async (response: Response): Promise<void> => {
    isAnswered = true
    await respondOnStream(stream, response)
  }
  const callSite = (): string | undefined => worker.callSites.lineOf(socket)
  const caught: CaughtRequest = {
    request,
    shape: shapeOf(request, (name) => request.headers.get(name) ?? undefined),
    copy: () => request.clone(),
    caller,
    callSite,
    claim() {},
    whenUnanswered(callback) {
      whenUnanswered = callback
    },
    whenSent(callback) {
      whenSent = callback
    },
    respond: (response) => void respond(response).catch((error: Error) => stream.destroy(error)),
    destroy(error) {
      isAnswered = true
      socket.destroy(error)
    },
    begin: () => ({ request, caller, callSite, hasLeft: stream.closed, breakConnection, goLive }),
    async give(answer) {
      isAnswered = true
      if ('response' in answer) await respond(asResponse(answer.response))
      else if ('failure' in answer) breakConnection(answer.failure)
    },
  }
  await handleRequest(caught, interception)
  if (!isAnswered) await whenUnanswered()
}
