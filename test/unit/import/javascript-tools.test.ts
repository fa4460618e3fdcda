import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { importText, summary } from './read.ts'

const url = 'https://api.openai.com/v1/responses'
const date = 'Tue, 22 Jul 2025 18:22:22 GMT'

test('nock.back: chunks in hexadecimal digits, JSON values, texts', async () => {
  const zipped = gzipSync('{"text":"hi"}')
  const call = {
    scope: 'https://api.openai.com:443',
    method: 'POST',
    path: '/v1/responses',
    body: { a: 1 },
    status: 200,
  }
  const { format, interactions, losses } = await importText(
    JSON.stringify([
      {
        ...call,
        response: [zipped.subarray(0, 10).toString('hex'), zipped.subarray(10).toString('hex')],
        rawHeaders: ['Content-Encoding', 'gzip', 'Date', date, 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'],
        responseIsBinary: false,
      },
      { ...call, body: 'a=1', response: { b: [2] }, rawHeaders: { 'content-type': 'application/json', date } },
      { ...call, body: '', response: 'data: 1\n\n', rawHeaders: ['date', date] },
      { ...call, body: '', response: '00ff', rawHeaders: ['date', date], responseIsBinary: true },
      { ...call, body: '', response: 'abcd', rawHeaders: ['date', date] },
    ]),
  )
  expect(format).toBe('nock')
  expect(interactions.map(summary)).toEqual([
    [`POST ${url} {"a":1}`, '200 {"text":"hi"}'],
    [`POST ${url} a=1`, '200 {"b":[2]}'],
    [`POST ${url}`, '200 data: 1'],
    [`POST ${url}`, '200 \0\ufffd'],
    [`POST ${url}`, '200 abcd'],
  ])
  expect(losses.map(({ place }) => place)).toEqual(['[0].body', '[1].response'])
})

test('msw-snapshot: one request a file', async () => {
  const of = (request: object, response: object): string =>
    JSON.stringify({
      request: { method: 'POST', url, headers: [['content-type', 'application/json']], cookies: {}, ...request },
      response: { status: 200, statusText: 'OK', headers: [['date', date]], ...response },
    })
  const now = await importText(of({ body: '{"a":1}' }, { body: 'data: 1\n\n' }))
  expect(now).toMatchObject({ format: 'msw-snapshot', losses: [] })
  expect(now.interactions.map(summary)).toEqual([[`POST ${url} {"a":1}`, '200 data: 1']])
  const old = await importText(of({ body: { a: 1 } }, { bodyBase64: 'AP8=', bodyJSON: null }))
  expect(old.interactions.map(summary)).toEqual([[`POST ${url} {"a":1}`, '200 \0\ufffd']])
  expect(old.losses.map(({ place }) => place)).toEqual(['request.body'])
})

test('undici SnapshotAgent: several answers of one request', async () => {
  const responses = ['a', 'b'].map((text) => ({
    statusCode: 200,
    headers: { 'content-type': 'text/plain', 'x-many': ['1', '2'] },
    body: Buffer.from(text).toString('base64'),
    trailers: text === 'b' ? { 'x-sum': '1' } : {},
  }))
  const request = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{}' }
  const snapshot = { request, responses, callCount: 0, timestamp: '2025-07-22T18:22:22.000Z' }
  const { format, interactions, losses } = await importText(JSON.stringify([{ hash: 'x', snapshot }]))
  expect({ format, losses }).toEqual({
    format: 'undici SnapshotAgent',
    losses: [{ place: '[0].snapshot.responses[1].trailers', reason: 'a cassette holds no trailers' }],
  })
  expect(interactions.map(summary)).toEqual([
    [`POST ${url} {}`, '200 a'],
    [`POST ${url} {}`, '200 b'],
  ])
})

test('Mastra: the chunks of a stream and their times', async () => {
  const request = { url, method: 'POST', body: { stream: true }, timestamp: 1770767968084 }
  const chunks = ['data: 1\n\n', 'data: é\n\n']
  const response = {
    status: 200,
    statusText: 'OK',
    headers: { 'content-type': 'text/event-stream' },
    isStreaming: true,
  }
  const recordings = [{ hash: 'x', request, response: { ...response, chunks, chunkTimings: [2, 8] } }]
  const { format, name, interactions, losses } = await importText(
    JSON.stringify({ meta: { name: 'agent', testName: 'streams', createdAt: '' }, recordings }),
  )
  expect({ format, name }).toEqual({ format: 'Mastra', name: 'streams' })
  expect(interactions).toMatchObject([
    {
      recordedAt: '2026-02-10T23:59:28.084Z',
      response: {
        body: { sse: [{ data: '1' }, { data: 'é' }] },
        chunks: [
          [2, 9],
          [8, 10],
        ],
      },
    },
  ])
  expect(losses.map(({ reason }) => reason)).toEqual([
    'the tool stored its value, so its bytes are written again as compact JSON',
    'the request headers are not in the recording',
  ])
  // The first version of the format is a list.
  expect((await importText(JSON.stringify(recordings))).interactions).toEqual(interactions)
})

test('Mastra: bytes that its texts have lost are reported', async () => {
  const request = { url, method: 'POST', body: '{}' }
  const audio = { status: 200, headers: { 'content-type': 'audio/mpeg', date } }
  const recordings = [
    { hash: 'x', request, response: { ...audio, body: 'ID3\ufffd' } },
    { hash: 'y', request, response: { ...audio, chunks: ['ID3', '\ufffd'] } },
  ]
  const { losses } = await importText(JSON.stringify({ recordings }))
  expect(losses.map(({ place }) => place)).toEqual(['recordings[0].response.body', 'recordings[1].response.chunks', ''])
})

test('Datadog test agent: bodies with the mark of base64', async () => {
  const { format, interactions } = await importText(
    JSON.stringify({
      request: {
        method: 'POST',
        url,
        headers: { Accept: '*/*' },
        body: `base64:${Buffer.from('form').toString('base64')}`,
      },
      response: {
        status: { code: 200, message: 'OK' },
        headers: { Date: date, 'Content-Encoding': 'gzip' },
        body: '{}',
      },
    }),
  )
  expect(format).toBe('Datadog test agent')
  expect(interactions.map(summary)).toEqual([[`POST ${url} form`, '200 {}']])
})

test.each([
  ['aimock', '{"fixtures":[{"match":{"userMessage":"hi"},"response":{"content":"hello"}}]}', 'fixtures[0]'],
  [
    'gemini-cli',
    '{"method":"generateContentStream","response":[]}\n{"method":"countTokens","response":{}}\n',
    'line 1',
  ],
  ['gemini-cli', '{"method":"generateContentStream","response":[]}\n', 'line 1'],
])('scripted answers of %s are named, because they hold no requests', async (tool, text, place) => {
  const { format, interactions, losses } = await importText(text)
  expect({ format, interactions }).toEqual({ format: `scripted answers of ${tool}`, interactions: [] })
  const reason = 'not imported: a scripted answer without its request: --serve gives it to a running test'
  expect(losses[0]).toEqual({ place, reason })
})
