import { CassetteError } from './cassette-error.ts'

/** The place that a request comes from, and the one thing to do about it. */
const origins = {
  connection: [
    'Its client connects in a way that cannot be caught: TLS over a stream of its own.\n  The request was sent, and it is not recorded.',
    'Let the client connect by itself in tests.',
  ],
  process: [
    'A process that the test has started asks a provider. No cassette holds such requests, so it was not sent.',
    'Make the call in the process of the test, or give that process the address of a server in the test\n  (such as OPENAI_BASE_URL).',
  ],
  thread: [
    'A worker thread of the test asks a provider. No cassette holds such requests, so it was not sent.',
    'Make the call in the thread of the test, or give the worker the address of a server in the test.',
  ],
  synchronous: [
    'A synchronous XMLHttpRequest is sent by another process or thread. No cassette holds such requests, so it\n  was not sent.',
    'Make the request asynchronous.',
  ],
  protocol: [
    'Its client does not send plain requests of HTTP: it speaks gRPC, or a protocol of its own. No cassette\n  holds that, so nothing was sent.',
    "Let the client use HTTP in tests (for the clients of Google: fallback: 'rest').",
  ],
  unnamed: [
    'Its client speaks HTTP/2, or writes on a socket by itself, and no option names its host. Its body was not\n  sent.',
    'Include the host: then the request is recorded and replayed.',
  ],
} as const

/**
 * Facts of a {@link CassetteUnseenError}.
 *
 * @see docs/errors.md#cassette_unseen
 */
export interface CassetteUnseenFields {
  /** The request, as `POST api.openai.com/v1/chat/completions`, or the connection, as `tcp api.openai.com:443`. */
  readonly call: string
  /** Its host, with the port where it is no default one. */
  readonly host: string
  /** The way that the request took. Only a request over a `connection` of its client was sent. */
  readonly from: keyof typeof origins
  /** The place in the code that made the request, as a line of a stack. */
  readonly line?: string
}

/**
 * A request to a provider took a way on which the plugin can neither record nor answer it.
 *
 * @see docs/errors.md#cassette_unseen
 */
export class CassetteUnseenError extends CassetteError<'CASSETTE_UNSEEN', CassetteUnseenFields> {
  override readonly name = 'CassetteUnseenError'
  readonly code = 'CASSETTE_UNSEEN'

  constructor(fields: CassetteUnseenFields) {
    super(message(fields), fields, { frames: fields.line })
  }
}

function message({ call, host, from }: CassetteUnseenFields): string {
  const [reason, wayOut] = origins[from]
  return [
    from === 'connection' ? `${call} was answered over the network, past the cassettes` : `${call} was refused`,
    `  ${reason}`,
    `  ${wayOut}`,
    `  If the request is not for a cassette, exclude its host:\n    cassettes({ exclude: ['${host}'] })`,
  ].join('\n\n')
}
