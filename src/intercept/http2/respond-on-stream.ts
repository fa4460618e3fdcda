import type { ServerHttp2Stream } from 'node:http2'
import { resetHttp2Stream } from '../internals/node-internals.ts'
import { streamReceiver } from './stream-receiver.ts'

/** Writes a response on the server's end of an HTTP/2 stream. */
export async function respondOnStream(stream: ServerHttp2Stream, response: Response): Promise<void> {
  if (stream.destroyed || stream.closed) return
  const receiver = streamReceiver(stream, () => {})
  receiver.head(response.status, [...response.headers].flat(), '')
  const reader = response.body?.getReader()
  stream.once('close', () => void reader?.cancel().catch(() => {}))
  try {
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read())
      receiver.data(Buffer.from(read.value))
    receiver.end()
  } catch {
    // The stream is still open where only the body has failed, and not the connection.
    const { NGHTTP2_INTERNAL_ERROR } = process.getBuiltinModule('node:http2').constants
    if (!stream.destroyed) resetHttp2Stream(stream, NGHTTP2_INTERNAL_ERROR)
  }
}
