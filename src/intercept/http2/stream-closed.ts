import type { ServerHttp2Stream } from 'node:http2'
import { resetHttp2Stream } from '../internals/node-internals.ts'

const text = 'Stream closed with error code '

/**
 * The names of the error codes, each at its number.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-7
 */
const names = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
].map((name) => `NGHTTP2_${name}`)

/** The error of a stream that its other end has closed, as Node words it. */
export function streamClosed(code: number): Error {
  return Object.assign(new Error(`${text}${names[code] ?? code}`), { code: 'ERR_HTTP2_STREAM_ERROR' })
}

/**
 * Closes the stream of a client where an error is of its stream alone, and says whether it is.
 *
 * @param error met on the stream of a live call.
 */
export function closeStream(stream: ServerHttp2Stream, error: { readonly code?: unknown; message: string }): boolean {
  if (error.code !== 'ERR_HTTP2_STREAM_ERROR') return false
  const code = names.indexOf(error.message.slice(text.length))
  resetHttp2Stream(stream, code === -1 ? names.indexOf('NGHTTP2_INTERNAL_ERROR') : code)
  return true
}
