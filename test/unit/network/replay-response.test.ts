import { expect, test } from 'vitest'
import type { StoredResponse } from '../../../src/core/interaction.ts'
import { refusal } from '../../../src/network/refusal.ts'
import { replayResponse, type ReplayOptions } from '../../../src/network/replay-response.ts'
import { deliveries } from '../support/streams.ts'

const bytes = Buffer.from('abcdef')

function replay(response: Partial<StoredResponse>, options: Partial<ReplayOptions> = {}): Response {
  const stream = { timing: 'instant', speed: 1 } as const
  return replayResponse(
    { status: 200, ...response },
    { bytes, stream, method: 'POST', breakConnection: () => {}, delivery: deliveries(), ...options },
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

test('a body of one piece has its length; one of several is chunked', async () => {
  expect(Object.fromEntries(replay({ chunks: [[5, 6]] }).headers)).toEqual({ 'content-length': '6' })
  const response = replay({
    chunks: [
      [5, 3],
      [5, 3],
    ],
  })
  expect(Object.fromEntries(response.headers)).toEqual({ 'transfer-encoding': 'chunked' })
  expect(await response.text()).toBe('abcdef')
})

test.each([204, 205, 304])('%i has no body', (status) => {
  expect(replay({ status }, { bytes: new Uint8Array() }).body).toBeNull()
})

test('an answer to HEAD has no body', () => {
  expect(replay({}, { method: 'HEAD' }).body).toBeNull()
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

test('an aborted answer is chunked and gives what had come', async () => {
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

test.each([408, 409, 429, 500, 529])('nor does a %i without advice, after which SDKs wait for seconds', (status) => {
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
  const response = refusal(new URL(url), 'CassetteMissError: nothing')
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
