import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as zlib from 'node:zlib'

export const text: string = JSON.stringify({
  text: 'é'.repeat(500),
  list: Array.from({ length: 50 }, (_, index) => index),
})

type Send = (response: ServerResponse) => void

const type = { 'content-type': 'application/json', 'x-request-id': 'r1' }
const encoded =
  (encoding: string, encode: (data: string) => Buffer): Send =>
  (response) =>
    void response.writeHead(200, { ...type, 'content-encoding': encoding }).end(encode(text))

const answers: Record<string, Send> = {
  gzip: encoded('gzip', zlib.gzipSync),
  br: encoded('br', zlib.brotliCompressSync),
  zstd: encoded('zstd', zlib.zstdCompressSync),
  deflate: encoded('deflate', zlib.deflateSync),
  chunked: (response) => {
    response.writeHead(200, type).write(text.slice(0, 100))
    response.end(text.slice(100))
  },
  'content-length': (response) =>
    void response.writeHead(200, { ...type, 'content-length': String(Buffer.byteLength(text)) }).end(text),
  '204': (response) => void response.writeHead(204, { 'x-request-id': 'r1' }).end(),
  '304': (response) => void response.writeHead(304, { etag: '"1"' }).end(),
  '404': (response) => void response.writeHead(404, type).end('{"error":{"message":"no such model"}}'),
  HEAD: (response) => void response.writeHead(200, { ...type, 'content-length': '1234' }).end(),
  'set-cookie': (response) => void response.writeHead(200, { ...type, 'set-cookie': ['a=1', 'b=2'] }).end(text),
}

/** The provider's description of a request. It shows whether the request arrived unchanged. */
export interface Echo {
  readonly method: string
  readonly type: string
  readonly size: number
  readonly hash: string
}

/** A provider with answers in every encoding, which describes the received requests. */
export async function startProvider(): Promise<{ url: string; count(): number; close(): Promise<void> }> {
  let count = 0
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    count += 1
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    // A page of a browser environment has another origin.
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    response.setHeader('access-control-allow-methods', '*')
    response.setHeader('access-control-expose-headers', '*')
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    const answer = answers[decodeURIComponent(request.url?.split('/v1/answer/')[1] ?? '')]
    if (answer !== undefined) return answer(response)
    const [kind = '', boundary] = (request.headers['content-type'] ?? '').split('; boundary=')
    // Each request has another boundary.
    const stable =
      boundary === undefined ? body : Buffer.from(body.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1')
    const echo: Echo = {
      method: request.method ?? '',
      type: kind,
      size: stable.length,
      hash: createHash('sha256').update(stable).digest('hex'),
    }
    response.writeHead(200, type).end(JSON.stringify(echo))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}
