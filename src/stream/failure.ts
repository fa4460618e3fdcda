import type { StoredFailure } from '../cassette/interaction.ts'

/** The stored form of an error: name, message and code of the error and of its cause. */
export function storedFailure(error: unknown): StoredFailure {
  const outer = fields(error)
  const cause = error instanceof Error ? error.cause : undefined
  return cause === undefined ? outer : { ...outer, cause: fields(cause) }
}

/** A cause may be anything, also an object that no text can be made of. */
function fields(error: unknown): StoredFailure {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: String(error) }
  const { name, message, code } = error as Readonly<Record<string, unknown>>
  return {
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : Object.prototype.toString.call(error),
    ...(typeof code === 'string' && { code }),
  }
}

/** Breaks a client's connection, so that the client fails as it does on a real connection. */
export type BreakConnection = (failure: StoredFailure) => void

/**
 * The error that breaks a connection of `fetch` or undici: the cause that the client reported, else the error itself.
 */
export function connectionError(failure: StoredFailure): Error {
  const { name, message, code } = failure.cause ?? failure
  const error = name === 'Error' ? new Error(message) : namedError(name, message)
  for (const sign of signsOf(String(code))) Object.defineProperty(error, sign, { value: true })
  return code === undefined ? error : Object.assign(error, { code })
}

/** The signs by which `instanceof` knows an error of undici, whichever copy has made it: that of its class, and that of all. */
function signsOf(code: string): symbol[] {
  return code.startsWith('UND_ERR') ? [code, 'UND_ERR'].map((sign) => Symbol.for(`undici.error.${sign}`)) : []
}

/** An error whose class has a name of its own too, as those of undici have. */
function namedError(name: string, message: string): Error {
  const named: Record<string, ErrorConstructor> = { [name]: class extends Error {} as ErrorConstructor }
  return Object.defineProperty(new named[name]!(message), 'name', { value: name, configurable: true })
}

/**
 * The error that breaks a connection of `node:http`; `undefined` when the connection only closes. A recording
 * holds the texts of undici, and some differ in `node:http`.
 */
export function nodeConnectionError(failure: StoredFailure): Error | undefined {
  const { name, message, code } = failure.cause ?? failure
  if (code === 'UND_ERR_SOCKET') return undefined
  if (name !== 'HTTPParserError') return connectionError(failure)
  const reason = /\((.*)\)$/.exec(message)?.[1] ?? message
  return Object.assign(new Error(`Parse Error: ${reason}`), {
    code: parserCodes[reason] ?? 'HPE_INVALID_CONSTANT',
    reason,
  })
}

/** Codes of the parser that both clients share, by its reasons: undici keeps only the reason. */
const parserCodes: Readonly<Record<string, string>> = {
  'Expected HTTP/, RTSP/ or ICE/': 'HPE_INVALID_CONSTANT',
  'Invalid character in chunk size': 'HPE_INVALID_CHUNK_SIZE',
  'Invalid character in Content-Length': 'HPE_INVALID_CONTENT_LENGTH',
  'Invalid header token': 'HPE_INVALID_HEADER_TOKEN',
  'Invalid header value char': 'HPE_INVALID_HEADER_TOKEN',
  'Invalid status code': 'HPE_INVALID_STATUS',
}
