import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteWebSocketError } from '../../errors/cassette-web-socket-error.ts'
import { strayError } from '../../session/stray-error.ts'
import type { CaughtRequest, Handler, InterceptionWorker } from '../caught-request.ts'

/**
 * Refuses a WebSocket to a provider and fails its test: the app sees `error` and `close`, and never `open`. The handlers of
 * the user are not asked, because a handler can answer a request but cannot open a socket.
 */
export const webSocket: Handler = (caught, { worker }) => {
  caught.claim()
  caught.destroy(webSocketError(caught, worker))
}

function webSocketError({ shape, caller }: CaughtRequest, worker: InterceptionWorker): CassetteError {
  const { url } = shape
  const attempt = caller?.attempt
  const { mode, modeSource } = attempt?.test.settings ?? worker.settings
  const address = `${url.protocol}//${url.host}${url.pathname}`
  if (attempt === undefined || attempt.isClosed) return strayError(`WebSocket ${address}`, attempt, worker)
  const error = new CassetteWebSocketError({ url: address, mode, modeSource })
  attempt.fail(error)
  return error
}
