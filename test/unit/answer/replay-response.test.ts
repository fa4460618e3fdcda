import { expect, test } from 'vitest'
import type { StoredResponse } from '../../../src/cassette/interaction.ts'
import { asResponse } from '../../../src/http/given-response.ts'
import { refusalResponse } from '../../../src/http/refusal-response.ts'
import { replayResponse, type ReplayOptions } from '../../../src/answer/replay-response.ts'
import { deliveries } from '../support/streams.ts'

const bytes = Buffer.from('abcdef')

function replay(response: Partial<StoredResponse>, options: Partial<ReplayOptions> = {}): Response {
  const stream = { timing: 'instant', speed: 1 } as const
  return asResponse(
    replayResponse(
      { status: 200, ...response },
      { bytes, stream, method: 'POST', breakConnection: () => {}, delivery: deliveries(), ...options },
    ),
  )
}

test('status, text, headers and body are as recorded', async () => {
  const response = replay({
    status: 201,
    statusText: 'Très bien',
    headers: { 'content-type': 'text/plain', link: ['a', 'b'] },
  })
  expect([response.status, response.statusText, await response.text()]).toEqual([201, 'Très bien', 'abcdef'])
  expect([response.headers.get('content-type'), response.headers.get('link')]).toEqual(['text/plain', 'a, b'])
})

const pieces: StoredResponse['chunks'] = [
  [5, 3],
  [5, 3],
]
const failure = { name: 'TypeError', message: 'terminated' }

test.each<[string, Partial<StoredResponse>, string | undefined]>([
  ['that had its length', { length: true, chunks: [[5, 6]] }, '6'],
  ['that had its length, in pieces', { length: true, chunks: pieces }, '6'],
  ['whose length changed when it was redacted', { length: true }, '6'],
  ['that was chunked', { chunks: [[5, 6]] }, undefined],
  ['that was chunked, in pieces', { chunks: pieces }, undefined],
  ['from a cassette that says nothing', {}, undefined],
])('a body %s has its recorded framing', async (_, stored, length) => {
  const response = replay(stored)
  const expected = length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': length }
  expect(Object.fromEntries(response.headers)).toEqual(expected)
  expect(await response.text()).toBe('abcdef')
})

test('an incomplete body announces the recorded length', () => {
  for (const stored of [{ failure }, { aborted: true }] as const) {
    expect(replay({ ...stored, length: 90 }).headers.get('content-length')).toBe('90')
    // The placeholder of a secret may be longer than the secret.
    expect(replay({ ...stored, length: 5 }).headers.get('content-length')).toBe('7')
  }
})

test.each([204, 205, 304])('%i has no body', (status) => {
  expect(replay({ status }, { bytes: new Uint8Array() }).body).toBeNull()
})

test('an answer to HEAD has no body, and the length that was announced', () => {
  expect(replay({}, { method: 'HEAD' }).body).toBeNull()
  const response = replay({ length: 77 }, { method: 'HEAD', bytes: new Uint8Array() })
  expect([response.body, response.headers.get('content-length')]).toEqual([null, '77'])
})

test('a broken stream is chunked even when it is one piece, and breaks as the client saw it', async () => {
  const breaks: unknown[] = []
  const cause = { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' }
  const response = replay(
    { chunks: [[0, 6]], failure: { name: 'TypeError', message: 'terminated', cause } },
    { breakConnection: (failure) => breaks.push(failure) },
  )
  expect(response.headers.get('transfer-encoding')).toBe('chunked')
  await expect(response.text()).rejects.toThrow()
  expect(breaks).toEqual([{ name: 'TypeError', message: 'terminated', cause }])
})

test('an aborted answer is chunked and gives the received part', async () => {
  const response = replay({ chunks: [[0, 6]], aborted: true })
  expect(response.headers.get('transfer-encoding')).toBe('chunked')
  const reader = response.body!.getReader()
  expect(Buffer.from((await reader.read()).value!).toString()).toBe('abcdef')
  await reader.cancel()
})

test.each([429, 500, 503, 529])('a recorded %i never makes a client wait', (status) => {
  for (const headers of [{ 'retry-after': '30' }, { 'retry-after': '30', 'retry-after-ms': '30000' }]) {
    const { headers: replayed } = replay({ status, headers: headers as Record<string, string> })
    expect([replayed.get('retry-after'), replayed.get('retry-after-ms')]).toEqual(['0', '1'])
  }
})

test('names of headers in upper case are those in lower case', () => {
  const { headers } = replay({ status: 429, length: true, headers: { 'Content-Length': '90', 'Retry-After': '30' } })
  expect([headers.get('content-length'), headers.get('retry-after')]).toEqual(['6', '0'])
})

test.each([408, 409, 429, 500, 529])('a %i without retry advice never makes a client wait either', (status) => {
  const { headers } = replay({ status })
  expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([null, '1'])
})

test('the advice of any other answer stays as it is', () => {
  expect(replay({ status: 400 }).headers.has('retry-after-ms')).toBe(false)
  expect(replay({ status: 202, headers: { 'retry-after': '30' } }).headers.get('retry-after')).toBe('30')
})

test.each([
  ['https://api.openai.com/v1/responses', 'object'],
  ['https://api.anthropic.com/v1/messages', 'object'],
  ['https://x.example/anything', 'object'],
  ['http://127.0.0.1:11434/api/chat', 'string'],
  ['https://router.huggingface.co/v1/chat/completions', 'string'],
])('a refusal for %s has an error that is a %s', async (url, type) => {
  const response = refusalResponse(
    new URL(url),
    Object.assign(new Error('nothing\n\nmore'), { name: 'CassetteMissError' }),
  )
  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-should-retry')).toBe('false')
  expect(response.headers.get('x-amzn-errortype')).toBe('ValidationException')
  const body = (await response.json()) as { error: unknown; message: string }
  expect(typeof body.error).toBe(type)
  expect(body.message).toBe('CassetteMissError: nothing')
  expect(type === 'string' ? body.error : (body.error as { message: string; code: unknown }).message).toBe(
    'CassetteMissError: nothing',
  )
  if (type === 'object') expect(body.error).toMatchObject({ code: 400, type: 'invalid_request_error' })
})

test.each([
  ['of one piece is delivered when it is handed on', {}, {}, ['6', 'complete']],
  ['without a body is delivered at once', { status: 204 }, { bytes: new Uint8Array() }, ['complete']],
] as const)('an answer %s', (_, response, options, expected) => {
  const delivery = deliveries()
  replay(response, { ...options, delivery })
  expect(delivery.told).toEqual(expected)
})
