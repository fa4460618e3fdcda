import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { importText, summary } from './read.ts'

const url = 'https://api.openai.com/v1/chat/completions'
const request = { method: 'POST', url, headers: [{ name: 'content-type', value: 'application/json' }] }

function har(...entries: object[]): string {
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'Firefox' }, entries } })
}

test('HAR: a body in base64, pseudo headers of HTTP/2, the time', async () => {
  const { format, interactions, losses } = await importText(
    har({
      startedDateTime: '2025-06-25T17:11:31.861Z',
      request: {
        ...request,
        headers: [{ name: ':authority', value: 'api.openai.com' }, ...request.headers],
        postData: { mimeType: 'application/json', text: '{"a": 1}' },
      },
      response: {
        status: 200,
        statusText: '',
        headers: [
          { name: 'content-encoding', value: 'br' },
          { name: 'content-type', value: 'application/json' },
        ],
        content: { size: 2, encoding: 'base64', text: Buffer.from('{}').toString('base64') },
      },
    }),
  )
  expect(format).toBe('HAR')
  expect(interactions).toMatchObject([
    {
      recordedAt: '2025-06-25T17:11:31.861Z',
      request: { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: { json: { a: 1 } } },
      response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: {} } },
    },
  ])
  expect(losses).toEqual([])
})

test('HAR: bodies in files beside it, and what is not imported', async () => {
  const response = { status: 200, headers: [{ name: 'content-type', value: 'text/plain' }] }
  const { interactions, losses } = await importText(
    har(
      {
        request: { ...request, postData: { _file: 'a.json' } },
        response: { ...response, content: { _file: 'b.txt' } },
      },
      { request, response: { ...response, content: { size: 9, _file: 'missing.txt' } } },
      { request, response: { ...response, content: { size: 9 } } },
      { request: { ...request, bodySize: 9 }, response: { ...response, content: { text: 'a' } } },
      { request, response: { ...response, bodySize: 7, content: { size: 0 } } },
      { request, response: { ...response, status: 0 } },
      { request, response: { ...response, status: 101 }, _webSocketMessages: [{ type: 'send', data: 'x' }] },
      { request: { ...request, url: 'wss://api.openai.com/v1/realtime' }, response: { ...response, status: 101 } },
    ),
    { 'a.json': Buffer.from('{}'), 'b.txt': Buffer.from('answer') },
  )
  expect(interactions.map(summary)).toEqual([[`POST ${url} {}`, '200 answer']])
  expect(losses.slice(0, -1)).toEqual([
    { place: 'log.entries[1].response.content', reason: 'not imported: the file missing.txt is missing' },
    { place: 'log.entries[2].response.content', reason: 'not imported: the body of 9 bytes is missing' },
    { place: 'log.entries[3].request.postData', reason: 'not imported: the body of the request is missing' },
    { place: 'log.entries[4].response.content', reason: 'not imported: the body of 7 bytes is missing' },
    { place: 'log.entries[5].response.status', reason: 'not imported: the request got no answer (status 0)' },
    { place: 'log.entries[6]._webSocketMessages', reason: 'not imported: a cassette holds no WebSockets' },
    { place: 'log.entries[7].request.url', reason: 'not imported: a cassette holds no WebSockets' },
  ])
})

test('Polly: chunks in base64 and in hexadecimal digits, and the name of the test', async () => {
  const zipped = gzipSync('{"text":"hi"}')
  const chunks = [zipped.subarray(0, 10), zipped.subarray(10, 17), zipped.subarray(17)]
  const headers = [
    { name: 'content-encoding', value: 'gzip' },
    { name: 'date', value: 'Tue, 22 Jul 2025 18:22:22 GMT' },
  ]
  const entry = (content: object): object => ({
    request,
    response: { status: 200, statusText: 'OK', headers, content },
  })
  const { format, name, interactions, losses } = await importText(
    JSON.stringify({
      log: {
        _recordingName: 'a suite/says hello',
        creator: { name: 'Polly.JS', version: '6.0.6' },
        entries: [
          entry({ encoding: 'base64', text: JSON.stringify(chunks.map((chunk) => chunk.toString('base64'))) }),
          entry({ _isBinary: true, text: JSON.stringify(chunks.map((chunk) => chunk.toString('hex'))) }),
          entry({ _isBinary: true, text: zipped.toString('hex') }),
        ],
      },
    }),
  )
  expect({ format, name }).toEqual({ format: 'Polly', name: 'a suite/says hello' })
  expect(interactions.map(summary)).toEqual(Array.from({ length: 3 }, () => [`POST ${url}`, '200 {"text":"hi"}']))
  expect(losses).toEqual([])
})

test('Polly in YAML: a body that is stored as a value', async () => {
  const { format, interactions, losses } = await importText(`
log:
  _recordingName: auth
  creator: {name: Polly.JS}
  entries:
    - startedDateTime: 2024-12-13T12:57:52.000Z
      request:
        method: POST
        url: ${url}
        headers: [{_fromType: array, name: content-type, value: application/json}]
        bodySize: 31
        postData:
          textJSON: {messages: [{text: 'it''s'}], temperature: 0.0}
      response: {status: 200, statusText: OK, headers: [], content: {text: "a\\n"}}
`)
  expect(format).toBe('Polly')
  expect(interactions.map(summary)).toEqual([[`POST ${url} {"messages":[{"text":"it's"}],"temperature":0.0}`, '200 a']])
  expect(losses.map(({ place }) => place)).toEqual(['log.entries[0].request.postData.textJSON'])
})

test("LangChain's net-mocks: the chunks of a stream and their times, and headers that it has removed", async () => {
  const events = [
    { timing: 3, data: 'data: {"a":1}\n\n' },
    { timing: 10, data: 'data: é\n\ndata: [DO' },
    { timing: 10, data: 'NE]\n\n' },
    { timing: 12, event: 'e' },
  ]
  const text = JSON.stringify({ $type: 'event-stream', events })
  const type = { name: 'content-type', value: 'text/event-stream; charset=utf-8' }
  const { interactions, losses } = await importText(
    har({
      startedDateTime: '2025-06-25T17:11:31.861Z',
      request: { ...request, headers: [{ name: 'anthropic-version', value: '<redacted>' }], postData: { text: '{}' } },
      response: { status: 200, statusText: 'OK', headers: [type], content: { size: text.length, text } },
    }),
  )
  expect(interactions.map(summary)).toEqual([[`POST ${url} {}`, '200 data: {"a":1}\n\ndata: é\n\ndata: [DONE]']])
  expect(interactions[0]?.request.headers).toEqual({})
  expect(interactions[0]?.response?.chunks).toEqual([
    [3, 15],
    [7, 19],
    [0, 5],
  ])
  expect(losses).toEqual([
    {
      place: 'log.entries[0].response.content.text.events[3]',
      reason: 'the tool took this chunk for JSON and stored only parts of it',
    },
  ])
})
