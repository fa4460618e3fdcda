import type { ModeSource } from './pages/call-page.ts'
import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteWebSocketError}.
 *
 * @see docs/errors.md#cassette_web_socket
 */
export interface CassetteWebSocketFields {
  /** Where the socket was to lead, without its query: `wss://api.openai.com/v1/realtime`. */
  readonly url: string
  readonly mode: string
  readonly modeSource: ModeSource
}

/**
 * A WebSocket to a provider, which is refused: sockets are not recorded, so there is nothing to replay.
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
    '  WebSockets cannot be recorded, so there is none to replay. It was not opened.',
    "  Ask the provider over HTTP in this test, or answer the socket yourself, with\n  ws.link() of MSW or a server of the test's own.",
    `  If it may reach the network, in every mode:\n    cassettes({ exclude: ['${protocol}//${host}/*'] })`,
  ].join('\n\n')
}
