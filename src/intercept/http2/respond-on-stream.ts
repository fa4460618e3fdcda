import type { ServerHttp2Stream } from 'node:http2'
import { nextTurn } from '../../stream/clock.ts'

/** Headers that HTTP/2 forbids, because it frames messages itself. */
const forbidden = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

/** Writes a response on the server's end of an HTTP/2 stream. */
export async function respondOnStream(stream: ServerHttp2Stream, response: Response): Promise<void> {
  if (stream.destroyed || stream.closed) return
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !forbidden.has(name)))
  // The lines of this one header are never joined.
  const cookies = response.headers.getSetCookie()
  stream.respond({ ':status': response.status, ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) })
  // Node closes a client's stream that is over before its app reads from it (ERR_STREAM_PREMATURE_CLOSE). Over a network
  // a turn of the event loop lies between the head of an answer and its end.
  await nextTurn()
  const reader = response.body?.getReader()
  stream.once('close', () => void reader?.cancel().catch(() => {}))
  try {
    for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
      if (stream.destroyed) return
      stream.write(read.value)
    }
    await nextTurn()
    stream.end()
  } catch {
    // The stream is still open where only the body has failed, and not the connection.
    if (!stream.destroyed) stream.close(process.getBuiltinModule('node:http2').constants.NGHTTP2_INTERNAL_ERROR)
  }
}
