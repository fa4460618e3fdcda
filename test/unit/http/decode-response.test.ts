import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeWire, isUnreadable } from '../../../src/http/decode-response.ts'

const text = 'a text that is long enough to be worth it, '.repeat(50)

/** An answer as it comes over the wire, with a body that comes in pieces of `size` bytes. */
function answer(coding: string, bytes: Uint8Array, size = bytes.length): Response {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.slice(at * size, (at + 1) * size),
  )
  return new Response(ReadableStream.from(pieces) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: { 'content-encoding': coding, 'content-length': '9', 'content-type': 'text/plain' },
  })
}

test.each([
  ['gzip', gzipSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['gzip, zstd', zstdCompressSync(gzipSync(text))],
  ['zstd, gzip', gzipSync(zstdCompressSync(text))],
  ['br, ZSTD', zstdCompressSync(brotliCompressSync(text))],
])('%s is decoded, and its headers agree', async (coding, bytes) => {
  for (const size of [bytes.length, 3]) {
    const response = decodeWire(answer(coding, bytes, size))
    expect(isUnreadable(response)).toBe(false)
    expect([...response.headers]).toEqual([['content-type', 'text/plain']])
    expect(await response.text()).toBe(text)
  }
})

test('a short or empty body in zstd is decoded', async () => {
  for (const body of ['', 'ab']) expect(await decodeWire(answer('zstd', zstdCompressSync(body), 1)).text()).toBe(body)
})

test.each(['identity', 'utf-8', 'gzip, compress'])('%s is not decoded and keeps its header', async (coding) => {
  const response = decodeWire(answer(coding, Buffer.from(text)))
  expect(response.headers.get('content-encoding')).toBe(coding)
  expect(isUnreadable(response)).toBe(false)
  expect(await response.text()).toBe(text)
})

test('an answer without a body does not change', async () => {
  const head = new Response(null, { headers: { 'content-encoding': 'zstd', 'content-length': '77' } })
  expect(decodeWire(head)).toBe(head)
})

test('a body that breaks, or is no frame, breaks when it is read', async () => {
  const broken = (...pieces: Buffer[]): Response => {
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield* pieces
      throw new TypeError('terminated')
    }
    return new Response(ReadableStream.from(body()) as ReadableStream<Uint8Array<ArrayBuffer>>, {
      headers: { 'content-encoding': 'zstd' },
    })
  }
  for (const response of [broken(), broken(Buffer.from('ab')), broken(zstdCompressSync(text).subarray(0, 20))])
    await expect(decodeWire(response).text()).rejects.toThrow('terminated')
  const garbage = Buffer.concat([zstdCompressSync(text).subarray(0, 6), Buffer.from('no frame at all')])
  await expect(decodeWire(answer('zstd', garbage)).text()).rejects.toThrow()
})
