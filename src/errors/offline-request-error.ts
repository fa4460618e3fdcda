import { CassetteError } from './cassette-error.ts'

/**
 * Facts of an {@link OfflineRequestError}.
 *
 * @see docs/errors.md#cassette_offline
 */
export interface OfflineRequestFields {
  /** What was asked, as `GET https://status.example.com/api`, `tcp db.example.com:5432` or `dns db.example.com`. */
  readonly address: string
  /** The host, with its port where it is not that of the scheme: what `allow` would hold. */
  readonly host: string
  /** Full name of the test, or its file. */
  readonly test: string
  /** The place in the app that asked, as `src/status.ts:12:20`; absent when none is known. */
  readonly askedAt?: string
  /** The same as a line of a stack. */
  readonly line?: string
}

/**
 * A request, a connection or a look-up of a name that leaves this machine, in a run that is offline. It was not made.
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

function message({ address, host, test, askedAt }: OfflineRequestFields): string {
  return [
    `${address} would have left this machine`,
    [`  test       ${test}`, ...(askedAt === undefined ? [] : [`  asked at   ${askedAt}`])].join('\n'),
    `  The run is offline: CI is set, or the option offline. Answer it in the test.\n  If the test may ask it:\n    cassettes({ allow: ['${host}'] })`,
  ].join('\n\n')
}
