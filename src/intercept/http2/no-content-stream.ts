import type { ClientHttp2Stream } from 'node:http2'
import { withoutAnnouncement } from '../internals/announcements.ts'
import { joinToStream, type Http2Request } from '../internals/node-internals.ts'

/** Makes a request that is answered in this process with 204, over a session of its own: its client's may never connect. */
export function noContentStream(request: Http2Request, ...args: Parameters<Http2Request>): ClientHttp2Stream {
  const { connect, performServerHandshake } = process.getBuiltinModule('node:http2')
  const socket = new (process.getBuiltinModule('node:net').Socket)()
  const server = withoutAnnouncement(() => performServerHandshake(joinToStream(socket)))
  server.on('stream', (asked) => {
    const answer = (): void => asked.respond({ ':status': 204 }, { endStream: true })
    asked.on('error', () => {}).on('end', answer)
    asked.resume()
  })
  const session = connect('http://localhost', { createConnection: () => socket }).on('error', () => {})
  return request.call(session, ...args).once('close', () => session.destroy())
}
