import { CassetteError } from './cassette-error.ts'

/**
 * Facts of a {@link CassetteUnseenError}.
 *
 * @see docs/errors.md#cassette_unseen
 */
export interface CassetteUnseenFields {
  /** The request, as `POST api.openai.com/v1/chat/completions`. */
  readonly call: string
  /** Its host, with the port where it is no default one. */
  readonly host: string
}

/**
 * A provider answered a request that the plugin could not catch.
 *
 * @see docs/errors.md#cassette_unseen
 */
export class CassetteUnseenError extends CassetteError<'CASSETTE_UNSEEN', CassetteUnseenFields> {
  override readonly name = 'CassetteUnseenError'
  readonly code = 'CASSETTE_UNSEEN'

  constructor(fields: CassetteUnseenFields) {
    super(message(fields), fields)
  }
}

function message({ call, host }: CassetteUnseenFields): string {
  return [
    `${call} was answered over the network, past the cassettes`,
    '  Its client connects in a way that cannot be caught: TLS over a socket of its own, as agents for SOCKS do,\n  or a spy on Socket.prototype.connect. The request was sent, and it is not recorded.',
    `  Let the client connect by itself in tests. If the request is not for a cassette, exclude its host:\n    cassettes({ exclude: ['${host}'] })`,
  ].join('\n\n')
}
