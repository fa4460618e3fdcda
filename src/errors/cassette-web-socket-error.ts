import type { ModeSource } from './pages/call-page.ts'
import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWebSocketError}.
 *
 * @see docs/errors.md#cassette_web_socket
 */
export interface CassetteWebSocketFields {
  /** The address of the socket, without its query: `wss://api.openai.com/v1/realtime`. */
  readonly url: string
  readonly mode: string
  readonly modeSource: ModeSource
}

/**
 * A WebSocket to a provider is refused: sockets are not recorded, so nothing can be replayed.
 *
 * @see docs/errors.md#cassette_web_socket
 */
export class CassetteWebSocketError extends CassetteError<'CASSETTE_WEB_SOCKET', CassetteWebSocketFields> {
  override readonly name = 'CassetteWebSocketError'
  readonly code = 'CASSETTE_WEB_SOCKET'

  constructor(fields: CassetteWebSocketFields) {
    super(message(fields), fields)
  }
}

function message({ url, mode, modeSource }: CassetteWebSocketFields): string {
  const { protocol, host } = new URL(url)
  return [
    `WebSocket refused: ${url}`,
    `  mode       ${mode} (${modeSource})`,
    '  WebSockets cannot be recorded, so nothing can be replayed. It was not opened.',
    '  Call the provider over HTTP in this test, or give the client the address of a\n  WebSocket server in the test.',
    `  To let it reach the network, in every mode:\n    cassettes({ exclude: ['${protocol}//${host}/*'] })`,
  ].join('\n\n')
}
