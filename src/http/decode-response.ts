import { pipeline, Readable, type Duplex } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import zlib from 'node:zlib'
import { responseOf } from './response-of.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** The content codings that `fetch` decodes in every supported Node. It decodes all codings of an answer, or none. */
const decodedByFetch = new Set(['br', 'deflate', 'gzip', 'x-gzip'])

const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = zlib.constants

/** Clients read an answer whose last bytes are missing. */
const lenient = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH }

/** The decoder of each coding. Not every supported Node has all of them. */
const decoders: Readonly<Record<string, (() => Duplex) | undefined>> = {
  br: () => zlib.createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH }),
  deflate: () => zlib.createInflate(lenient),
  gzip: () => zlib.createGunzip(lenient),
  'x-gzip': () => zlib.createGunzip(lenient),
  zstd: zlib.createZstdDecompress,
}

/** The first bytes of a body that is still encoded, by its last coding. */
const beginnings: Readonly<Record<string, readonly number[]>> = {
  gzip: [0x1f, 0x8b],
  'x-gzip': [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
}

/**
 * Decodes the body of an answer of `fetch`, and makes its headers agree with that body: `fetch` keeps `content-encoding` on
 * a body that it has decoded, and does not decode zstd in every Node.
 *
 * A body that cannot be decoded keeps its `content-encoding`, see {@link isUnreadable}. Never rejects: a broken body fails
 * when it is read.
 */
export async function decodeResponse(response: Response): Promise<Response> {
  const codings = codingsOf(response)
  const { body } = response
  if (codings.length === 0 || body === null || !codings.every(isKnown)) return response
  if (codings.every((name) => decodedByFetch.has(name))) return plain(response, body)
  const { isEncoded, whole } = await look(body as ReadableStream<Bytes>, codings.at(-1)!)
  return isEncoded ? decodeAll(response, whole, codings) : plain(response, whole)
}

/** Decodes the body of an answer as it comes over the wire, with the same rules. */
export function decodeWire(response: Response): Response {
  const codings = codingsOf(response)
  const { body } = response
  if (codings.length === 0 || body === null || !codings.every(isKnown)) return response
  return decodeAll(response, body as ReadableStream<Bytes>, codings)
}

function decodeAll(response: Response, whole: ReadableStream<Bytes>, codings: readonly string[]): Response {
  const steps = codings.toReversed().map((name) => decoders[name]?.())
  return steps.includes(undefined)
    ? withBody(response, whole, response.headers)
    : plain(response, decode(whole, steps as Duplex[]))
}

/** Says whether the body of an answer from {@link decodeResponse} is still encoded, because this Node cannot decode it. */
export function isUnreadable(response: Response): boolean {
  const codings = codingsOf(response)
  return response.body !== null && codings.length > 0 && codings.every(isKnown)
}

function isKnown(coding: string): boolean {
  return Object.hasOwn(decoders, coding)
}

function codingsOf({ headers }: Response): string[] {
  const names = (headers.get('content-encoding') ?? '').toLowerCase().split(',')
  return names.map((name) => name.trim()).filter(Boolean)
}

function plain(response: Response, body: ReadableStream<Bytes>): Response {
  const headers = new Headers(response.headers)
  for (const name of ['content-encoding', 'content-length']) headers.delete(name)
  return withBody(response, body, headers)
}

function withBody({ status, statusText }: Response, body: ReadableStream<Bytes>, headers: Headers): Response {
  return responseOf(body, { status, statusText, headers })
}

/** Reads the first bytes of a body, and gives the whole body back. */
async function look(
  body: ReadableStream<Bytes>,
  coding: string,
): Promise<{ isEncoded: boolean; whole: ReadableStream<Bytes> }> {
  const expected = beginnings[coding] ?? []
  const reader = body.getReader()
  const chunks: Bytes[] = []
  let end: { readonly done: true } | { readonly error: unknown } | undefined
  try {
    while (end === undefined && chunks.reduce((size, { length }) => size + length, 0) < expected.length) {
      const { done, value } = await reader.read()
      if (done) end = { done }
      else chunks.push(value)
    }
  } catch (error) {
    end = { error }
  }
  const head = Buffer.concat(chunks)
  const whole = new ReadableStream<Bytes>({
    async pull(controller) {
      const next = chunks.shift()
      if (next !== undefined) return controller.enqueue(next)
      if (end !== undefined && 'error' in end) throw end.error
      const read = end ?? (await reader.read())
      if (read.done) controller.close()
      else controller.enqueue(read.value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return { isEncoded: expected.length > 0 && expected.every((byte, at) => head[at] === byte), whole }
}

function decode(body: ReadableStream<Bytes>, steps: readonly Duplex[]): ReadableStream<Bytes> {
  // The reader of the last stream gets the error when any of them fails.
  const last = pipeline([Readable.fromWeb(body as NodeStream), ...steps], () => {}) as unknown as Duplex
  return Readable.toWeb(last) as ReadableStream<Bytes>
}
