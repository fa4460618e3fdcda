import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteWebSocketError } from '../../errors/cassette-web-socket-error.ts'
import type { Settings } from '../../cassette/settings.ts'
import type { Caller } from '../../session/caller.ts'
import type { StrayErrors } from '../../session/fail-test.ts'
import { strayError } from '../../session/stray-error.ts'

/**
 * Where a WebSocket leads, if that is what a request opens.
 *
 * @param header gives the value of a request's header, by its name in lower case.
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-4.1
 */
export function webSocketUrl(request: Request, header: (name: string) => string | undefined): URL | undefined {
  if (header('upgrade')?.toLowerCase() !== 'websocket') return undefined
  return new URL(request.url.replace(/^http/, 'ws'))
}

interface WebSocketWorker extends StrayErrors {
  readonly settings: Pick<Settings, 'mode' | 'modeSource'>
}

/**
 * Books the error of a WebSocket that must not be opened, which its test fails with whatever the app does.
 *
 * @returns the error to destroy the client's connection with: the app sees `error` and `close`, and never `open`.
 */
export function refuseWebSocket(url: URL, caller: Caller | undefined, worker: WebSocketWorker): CassetteError {
  const { settings } = caller?.attempt ?? worker
  const address = `${url.protocol}//${url.host}${url.pathname}`
  if (caller === undefined || caller.attempt.isClosed) return strayError(`WebSocket ${address}`, caller, worker)
  const error = new CassetteWebSocketError({ url: address, mode: settings.mode, modeSource: settings.modeSource })
  caller.attempt.fail(error)
  return error
}
