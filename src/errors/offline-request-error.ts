import { CassetteError } from './cassette-error.ts'

/**
 * Facts of an {@link OfflineRequestError}.
 *
 * @see docs/errors.md#cassette_offline
 */
export interface OfflineRequestFields {
  /** The request, as `GET https://status.example.com/api`, `tcp db.example.com:5432` or `dns db.example.com`. */
  readonly address: string
  /** The host, with its port where the scheme has another: an entry of `allow`. */
  readonly host: string
  /** Full name of the test, or its file. */
  readonly test: string
  /** The place in the app that made the request, as `src/status.ts:12:20`; absent where it is not known. */
  readonly callSite?: string
  /** The call site as a line of a stack. */
  readonly line?: string
}

/**
 * A request, a connection or the look-up of a name would leave this machine in an offline run. It was not made.
 *
 * @see docs/errors.md#cassette_offline
 */
export class OfflineRequestError extends CassetteError<'CASSETTE_OFFLINE', OfflineRequestFields> {
  override readonly name = 'OfflineRequestError'
  readonly code = 'CASSETTE_OFFLINE'

  constructor(fields: OfflineRequestFields) {
    super(message(fields), fields, { frames: fields.line })
  }
}

function message({ address, host, test, callSite }: OfflineRequestFields): string {
  return [
    `${address} would have left this machine`,
    [`  test       ${test}`, ...(callSite === undefined ? [] : [`  at         ${callSite}`])].join('\n'),
    `  The run is offline, because CI or the option offline is set. Answer the request\n  in the test. To allow this host:\n    cassettes({ allow: ['${host}'] })`,
  ].join('\n\n')
}
