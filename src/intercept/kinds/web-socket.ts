import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteWebSocketError } from '../../errors/cassette-web-socket-error.ts'
import type { Caller } from '../../session/caller.ts'
import { strayError } from '../../session/stray-error.ts'
import type { Handler, InterceptionWorker } from '../caught-request.ts'

/**
 * Refuses a WebSocket to a provider and fails its test: the app sees `error` and `close`, and never `open`. The handlers of
 * the user are not asked, because a handler can answer a request but cannot open a socket.
 */
export const webSocket: Handler = (caught, { worker }) => {
  caught.claim()
  caught.destroy(webSocketError(caught.shape.url, caught.caller, worker))
}

function webSocketError(url: URL, caller: Caller | undefined, worker: InterceptionWorker): CassetteError {
  const { settings } = caller?.attempt ?? worker
  const address = `${url.protocol}//${url.host}${url.pathname}`
  if (caller === undefined || caller.attempt.isClosed) return strayError(`WebSocket ${address}`, caller, worker)
  const error = new CassetteWebSocketError({ url: address, mode: settings.mode, modeSource: settings.modeSource })
  caller.attempt.fail(error)
  return error
}
