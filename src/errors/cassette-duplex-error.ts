import type { ModeSource } from './pages/call-page.ts'
import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteDuplexError}.
 *
 * @see docs/errors.md#cassette_duplex
 */
export interface CassetteDuplexFields {
  /** As `POST api.example.com/v1/live`. */
  readonly call: string
  /** Its host, with the port where it is no default one. */
  readonly host: string
  readonly mode: string
  readonly modeSource: ModeSource
}

/**
 * A request to a provider that sends and receives at the same time is refused: such streams are not recorded.
 *
 * @see docs/errors.md#cassette_duplex
 */
export class CassetteDuplexError extends CassetteError<'CASSETTE_DUPLEX', CassetteDuplexFields> {
  override readonly name = 'CassetteDuplexError'
  readonly code = 'CASSETTE_DUPLEX'

  constructor(fields: CassetteDuplexFields) {
    super(message(fields), fields)
  }
}

function message({ call, host, mode, modeSource }: CassetteDuplexFields): string {
  return [
    `Full duplex refused: ${call}`,
    `  mode       ${mode} (${modeSource})`,
    '  The client sends and receives at the same time on one request. Such a stream cannot be recorded, so\n  nothing can be replayed. It was not sent.',
    '  Call the provider with one request and one answer in this test, or give the client the address of a\n  server in the test.',
    `  To let requests to this host reach the network, in every mode:\n    cassettes({ exclude: ['${host}'] })`,
  ].join('\n\n')
}
