import axios from 'axios'
import got from 'got'
import http, { request as namedHttp } from 'node:http'
import { connect, type ClientHttp2Session } from 'node:http2'
import https, { Agent, request as named } from 'node:https'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import * as zlib from 'node:zlib'
import nodeFetch from 'node-fetch'
import nodeFetch2 from 'node-fetch-2'
import * as undici8 from 'undici'
import * as undici6 from 'undici-6'
import * as undici7 from 'undici-7'
import { bytes, fetchBodies, headersOf, json, type Asked, type Got, type Row } from './request.ts'

const required = createRequire(import.meta.url)('node:https') as typeof https
const before = (globalThis as any).before as { fetch: typeof fetch; request: typeof named }

/** A body in two pieces, the second one late. */
async function* late(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(json).subarray(0, 50)
  await sleep(20)
  yield Buffer.from(json).subarray(50)
}
const nodeStream = (): Readable => Readable.from(late(), { objectMode: false })
const webStream = (): ReadableStream => Readable.toWeb(nodeStream()) as ReadableStream

const nodeBodies = { string: () => json, bytes, stream: nodeStream }
const allBodies = { ...fetchBodies, stream: webStream }

async function piecesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

const decoders: Readonly<Record<string, (data: Buffer) => Buffer>> = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
  deflate: zlib.inflateSync,
}

/** The text of a body that its client leaves to the app to decode. A replay sends it decoded. */
function decoded(body: Buffer, encoding: string | undefined): string {
  const decode = encoding === undefined || body.length === 0 ? undefined : decoders[encoding]
  return (decode === undefined ? body : decode(body)).toString()
}

const viaFetch =
  (send: any) =>
  async (url: string, asked: Asked): Promise<Got> => {
    const response = await send(url, { ...asked, duplex: 'half' })
    const headers = headersOf(response.headers)
    if (typeof response.headers.getSetCookie === 'function' && headers['set-cookie'])
      headers['set-cookie'] = response.headers.getSetCookie().join(', ')
    return { status: response.status, headers, text: await response.text() }
  }

const viaHttp =
  (request: any, options: object = {}) =>
  (url: string, { method, headers, body }: Asked): Promise<Got> =>
    new Promise((done, fail) => {
      let continued = false
      const outgoing = request(url, { method, headers, ...options }, async (response: any) => {
        const text = decoded(await piecesOf(response), response.headers['content-encoding'])
        done({ status: response.statusCode, headers: headersOf(response.headers), text, continued })
      })
      outgoing.on('error', fail)
      const send = (): void => void (body instanceof Readable ? body.pipe(outgoing) : outgoing.end(body))
      if (headers?.['expect'] === undefined) return send()
      outgoing.on('continue', () => {
        continued = true
        send()
      })
      outgoing.flushHeaders()
    })

const viaUndici =
  ({ request }: any, options: object = {}) =>
  async (url: string, asked: Asked): Promise<Got> => {
    const response = await request(url, { ...asked, ...options })
    const text = decoded(await piecesOf(response.body), response.headers['content-encoding'])
    return { status: response.statusCode, headers: headersOf(response.headers), text }
  }

const viaAxios =
  (adapter: 'http' | 'fetch') =>
  async (url: string, { method, headers, body }: Asked): Promise<Got> => {
    const settings = {
      adapter,
      responseType: 'text',
      validateStatus: () => true,
      transformResponse: [],
      maxRedirects: 0,
    }
    const response = await axios.request({ url, method, headers, data: body, ...settings } as object)
    return { status: response.status, headers: headersOf(response.headers), text: String(response.data ?? '') }
  }

/** Without its features beyond the request. */
async function viaGot(url: string, { method, headers, body }: Asked): Promise<Got> {
  const options = { method, headers, body, throwHttpErrors: false, followRedirect: false, retry: { limit: 0 } }
  const response = await got(url, options as object)
  return { status: response.statusCode, headers: headersOf(response.headers), text: response.body }
}

const sessions = new Map<string, ClientHttp2Session>()
/** Closes connections that stay open between requests. */
export const closeSessions = (): void => sessions.forEach((session) => session.close())

async function viaHttp2(url: string, { method, headers, body }: Asked): Promise<Got> {
  const { origin, pathname } = new URL(url)
  const session = sessions.get(origin) ?? connect(origin)
  sessions.set(origin, session)
  const stream = session.request(
    { ':method': method, ':path': pathname, ...headers },
    { endStream: body === undefined },
  )
  if (body instanceof Readable) body.pipe(stream)
  else if (body !== undefined) stream.end(body)
  const head = await new Promise<any>((done, fail) => stream.once('response', done).once('error', fail))
  const text = decoded(await piecesOf(stream), head['content-encoding'])
  return { status: head[':status'], headers: headersOf(head), text }
}

const tls = 'https://api.openai.com'
const clear = 'http://api.openai.com'
const keepAlive = new Agent({ keepAlive: true, maxSockets: 1 })

export const rows: readonly Row[] = [
  { name: 'fetch', origin: tls, ask: (...call) => viaFetch(fetch)(...call), bodies: allBodies },
  { name: 'fetch, captured before', origin: tls, ask: viaFetch(before.fetch), bodies: allBodies },
  { name: 'fetch, without TLS', origin: clear, ask: viaFetch(fetch), bodies: allBodies },
  {
    name: 'node:https',
    origin: tls,
    ask: viaHttp((...call: any) => (https.request as any)(...call)),
    bodies: nodeBodies,
  },
  { name: 'node:https, named import', origin: tls, ask: viaHttp(named), bodies: nodeBodies },
  { name: 'node:https, captured before', origin: tls, ask: viaHttp(before.request), bodies: nodeBodies },
  { name: 'node:https, `require`', origin: tls, ask: viaHttp(required.request), bodies: nodeBodies },
  { name: 'node:https, keep-alive agent', origin: tls, ask: viaHttp(named, { agent: keepAlive }), bodies: nodeBodies },
  { name: 'node:http', origin: clear, ask: viaHttp(http.request), bodies: nodeBodies },
  {
    name: 'node:http, named import, no agent',
    origin: clear,
    ask: viaHttp(namedHttp, { agent: false }),
    bodies: nodeBodies,
  },
  ...[
    { major: 8, undici: undici8 },
    { major: 7, undici: undici7 },
    { major: 6, undici: undici6 },
  ].flatMap(({ major, undici }: any): Row[] => {
    const bodies = {
      string: () => json,
      bytes,
      stream: nodeStream,
      Blob: fetchBodies.Blob,
      FormData: () => form(undici),
    }
    const pool = new undici.Pool(tls)
    const agent = new undici.Agent({ connections: 1 })
    return [
      // Its global dispatcher is Node's, which never ends a form of another copy of undici.
      {
        name: `undici ${major}: request`,
        origin: tls,
        ask: viaUndici(undici),
        bodies: { string: () => json, bytes, stream: nodeStream, Blob: fetchBodies.Blob },
      },
      {
        name: `undici ${major}: fetch`,
        origin: tls,
        ask: viaFetch(undici.fetch),
        bodies: { ...allBodies, FormData: bodies.FormData },
      },
      {
        name: `undici ${major}: Pool`,
        origin: tls,
        ask: (url, asked) => viaUndici(poolClient(pool))(url, asked),
        bodies,
      },
      {
        name: `undici ${major}: an Agent of its own`,
        origin: tls,
        ask: viaUndici(undici, { dispatcher: agent }),
        bodies,
      },
    ]
  }),
  {
    name: 'axios',
    origin: tls,
    ask: viaAxios('http'),
    bodies: { ...fetchBodies, stream: nodeStream, bytes: () => Buffer.from(bytes()) },
  },
  {
    name: 'got',
    origin: tls,
    ask: viaGot,
    bodies: { string: () => json, bytes, stream: nodeStream, FormData: fetchBodies.FormData },
  },
  { name: 'axios, fetch adapter', origin: tls, ask: viaAxios('fetch'), bodies: { ...fetchBodies, stream: webStream } },
  {
    name: 'node-fetch 3',
    origin: tls,
    ask: viaFetch((url: string, init: object) => nodeFetch(url, { redirect: 'manual', ...init })),
    bodies: { ...fetchBodies, stream: nodeStream },
  },
  {
    name: 'node-fetch 2',
    origin: tls,
    ask: viaFetch((url: string, init: object) => nodeFetch2(url, { redirect: 'manual', ...init })),
    bodies: {
      string: () => json,
      bytes: () => Buffer.from(bytes()),
      URLSearchParams: fetchBodies.URLSearchParams,
      stream: nodeStream,
    },
  },
  { name: 'node:http2', origin: tls, ask: viaHttp2, bodies: nodeBodies },
  { name: 'node:http2, without TLS', origin: clear, ask: viaHttp2, bodies: nodeBodies },
]

/** Undici accepts only forms of its own class, if it has one. */
function form({ FormData: Own = FormData }: any): FormData {
  const form = new Own()
  for (const [name, value] of fetchBodies.FormData()) form.set(name, value)
  return form
}

function poolClient(pool: any): object {
  return { request: (url: string, options: object) => pool.request({ path: new URL(url).pathname, ...options }) }
}
