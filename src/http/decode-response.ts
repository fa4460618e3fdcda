import { pipeline, Readable, type Duplex } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { responseOf } from './response-of.ts'

type Bytes = Uint8Array<ArrayBuffer>

// An import of the whole module copies it where it is a script.
const zlib = process.getBuiltinModule('node:zlib')
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

/**
 * Decodes the body of an answer as it comes over the wire, and takes the headers away that say how it was encoded.
 *
 * A body that this Node cannot decode keeps its `content-encoding`, see {@link isUnreadable}. A broken body fails when it is
 * read.
 */
export function decodeWire(response: Response): Response {
  const codings = codingsOf(response)
  const { body } = response
  if (codings.length === 0 || body === null || !codings.every(isKnown)) return response
  const steps = codings.toReversed().map((name) => decoders[name]?.())
  return steps.includes(undefined)
    ? response
    : plain(response, decode(body as ReadableStream<Bytes>, steps as Duplex[]))
}

/** Says whether the body of an answer from {@link decodeWire} is still encoded, because this Node cannot decode it. */
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
  const { status, statusText } = response
  return responseOf(body, { status, statusText, headers })
}

function decode(body: ReadableStream<Bytes>, steps: readonly Duplex[]): ReadableStream<Bytes> {
  // The reader of the last stream gets the error when any of them fails.
  const last = pipeline([Readable.fromWeb(body as NodeStream), ...steps], () => {}) as unknown as Duplex
  return Readable.toWeb(last) as ReadableStream<Bytes>
}
