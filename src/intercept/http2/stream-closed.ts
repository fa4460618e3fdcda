import type { ServerHttp2Stream } from 'node:http2'
import { resetHttp2Stream } from '../internals/node-internals.ts'

const text = 'Stream closed with error code '

/** The error of a stream that its other end has closed, as Node words it. */
export function streamClosed(code: number): Error {
  const { constants } = process.getBuiltinModule('node:http2')
  const name = Object.entries(constants).find(([name, value]) => /^NGHTTP2_[A-Z_]+$/.test(name) && value === code)?.[0]
  return Object.assign(new Error(`${text}${name ?? code}`), { code: 'ERR_HTTP2_STREAM_ERROR' })
}

/**
 * Closes the stream of a client where an error is of its stream alone, and says whether it is.
 *
 * @param error met on the stream of a live call.
 */
export function closeStream(stream: ServerHttp2Stream, error: { readonly code?: unknown; message: string }): boolean {
  if (error.code !== 'ERR_HTTP2_STREAM_ERROR') return false
  const { constants } = process.getBuiltinModule('node:http2')
  const code = (constants as Readonly<Record<string, unknown>>)[error.message.slice(text.length)]
  resetHttp2Stream(stream, typeof code === 'number' ? code : constants.NGHTTP2_INTERNAL_ERROR)
  return true
}
