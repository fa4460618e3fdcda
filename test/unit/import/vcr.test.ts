import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { importText, summary } from './read.ts'

const answer = '{"text": "hi"}\n'

test('VCR.py: multidict tags, a folded text, and a compressed answer that is bytes', async () => {
  const { format, interactions, losses } = await importText(`
interactions:
- request:
    body: '{"content":"What is
      the weather?"}'
    headers:
      ? !!python/object/apply:multidict._multidict.istr
      - Content-Type
      : - application/json
      Authorization:
      - Bearer secret
    method: POST
    uri: https://api.openai.com/v1/chat/completions
  response:
    body:
      string: !!binary |
        ${gzipSync(answer).toString('base64')}
    headers:
      Content-Encoding:
      - gzip
      Content-Length:
      - '99'
      Content-Type:
      - application/json
      Date:
      - Tue, 22 Jul 2025 18:22:22 GMT
    status:
      code: 200
      message: OK
version: 1
`)
  expect(format).toBe('VCR.py')
  expect(interactions.map(summary)).toEqual([
    ['POST https://api.openai.com/v1/chat/completions {"content":"What is the weather?"}', `200 ${answer.trimEnd()}`],
  ])
  expect(interactions[0]).toMatchObject({
    lane: 'main',
    recordedAt: '2025-07-22T18:22:22.000Z',
    request: { headers: { 'content-type': 'application/json' } },
    response: { headers: { 'content-type': 'application/json' } },
  })
  expect(interactions[0]?.response?.headers).not.toHaveProperty('content-encoding')
  expect(interactions[0]?.response).not.toHaveProperty('length')
  expect(losses).toEqual([])
})

test('VCR.py: a header that says gzip over a text that was decompressed before', async () => {
  const { interactions, losses } = await importText(`
interactions:
- request: {body: null, headers: {}, method: GET, uri: 'https://api.openai.com/v1/models'}
  response:
    body: {string: '[1]'}
    headers: {content-encoding: [gzip], date: ['Tue, 22 Jul 2025 18:22:22 GMT']}
    status: {code: 200, message: OK}
`)
  expect(interactions.map(summary)).toEqual([['GET https://api.openai.com/v1/models', '200 [1]']])
  expect(interactions[0]?.response?.headers).toEqual({})
  expect(losses).toEqual([])
})

test('VCR.py: a parsed body is written again, with its numbers and the order of its keys, and reported', async () => {
  const { interactions, losses } = await importText(`
interactions:
- request:
    method: POST
    uri: https://api.openai.com/v1/responses
    parsed_body:
      top_p: 1.0
      '10': 12345678901234567890
      '9': 'yes'
      list: [null, true, '1', 1e5, -0.5, 1.0e-05]
  response:
    parsed_body: {ok: true}
    headers: {date: ['Tue, 22 Jul 2025 18:22:22 GMT'], content-length: ['99']}
    status: {code: 200, message: OK}
`)
  expect(interactions.map(summary)).toEqual([
    [
      'POST https://api.openai.com/v1/responses {"top_p":1.0,"10":12345678901234567890,"9":"yes","list":[null,true,"1","1e5",-0.5,1.0e-05]}',
      '200 {"ok":true}',
    ],
  ])
  expect(losses.map(({ place }) => place)).toEqual([
    'interactions[0].request.parsed_body',
    'interactions[0].response.parsed_body',
    'interactions[0].response.headers',
  ])
  expect(losses.at(-1)?.reason).toBe('content-length is 99, and the body has 11 bytes')
})

test('VCR.py in JSON, and in the first form of the recorder of httpx', async () => {
  const { interactions } = await importText(
    JSON.stringify({
      version: 1,
      interactions: [
        {
          request: { method: 'POST', uri: 'https://api.openai.com/v1/completions', headers: {}, body: '{}' },
          response: { status_code: 401, http_version: 'HTTP/1.1', headers: {}, content: 'no' },
        },
      ],
    }),
  )
  expect(interactions.map(summary)).toEqual([['POST https://api.openai.com/v1/completions {}', '401 no']])
})

test('Ruby VCR: names of methods, binary bodies, the time', async () => {
  const { format, interactions, losses } = await importText(`
---
http_interactions:
- request:
    method: post
    uri: https://api.openai.com/v1/audio/speech
    body: {encoding: UTF-8, string: '{}'}
    headers: {X-Number: [0189]}
  response:
    status: {code: 200, message: Fine}
    headers: {Content-Type: [audio/mpeg]}
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        //NkxA==
  recorded_at: Wed, 19 Aug 2026 14:47:10 GMT
recorded_with: VCR 6.4.0
`)
  expect(format).toBe('Ruby VCR')
  expect(interactions).toEqual([
    {
      lane: 'main',
      recordedAt: '2026-08-19T14:47:10.000Z',
      request: { method: 'POST', url: 'https://api.openai.com/v1/audio/speech', headers: {}, body: { json: {} } },
      response: {
        status: 200,
        statusText: 'Fine',
        headers: { 'content-type': 'audio/mpeg' },
        body: { base64: '//NkxA==' },
      },
    },
  ])
  expect(losses).toEqual([])
})

test('go-vcr: the status line, and trailers, which are reported', async () => {
  const { format, interactions, losses } = await importText(`
---
version: 2
interactions:
- id: 0
  request: {method: POST, url: 'https://api.openai.com/v1/x', body: '{}', headers: {Content-Type: [application/json]}}
  response: {body: "a\\uFFFD", status: 200 OK, code: 200, headers: {}, trailer: {X-Sum: ['1']}, duration: 944ms}
`)
  expect(format).toBe('go-vcr')
  expect(interactions.map(summary)).toEqual([['POST https://api.openai.com/v1/x {}', '200 a\ufffd']])
  expect(interactions[0]?.response).not.toHaveProperty('statusText')
  expect(interactions[0]?.recordedAt).toBe('2026-11-29T10:00:00.000Z')
  expect(losses).toEqual([
    {
      place: 'interactions[0].response.body',
      reason: 'it holds U+FFFD, so bytes that were not UTF-8 were lost when it was recorded',
    },
    { place: 'interactions[0].response.trailer', reason: 'a cassette holds no trailers' },
    { place: 'interactions[0]', reason: 'it does not say when it was recorded, so the time is now' },
  ])
})

test('an alias is what it stands for, and a Python file object is its content', async () => {
  const { interactions } = await importText(`
interactions:
- request:
    method: POST
    uri: https://api.openai.com/v1/files
    headers: &none {}
    body: !!python/object/new:_io.BytesIO
      state: !!python/tuple [!!binary YQBi, 0, null]
  response: {body: {string: !!python/unicode 'text'}, headers: *none, status: {code: 200, message: OK}}
`)
  expect(interactions.map(summary)).toEqual([['POST https://api.openai.com/v1/files a\0b', '200 text']])
})

test('foreign YAML runs no code: a call in place of a body is a fault', async () => {
  const recording = `
interactions:
- request: {method: GET, uri: 'https://api.openai.com/', headers: {}, body: !!python/object/apply:os.system ['exit 1']}
  response: {body: {string: ''}, headers: {}, status: {code: 200, message: OK}}
`
  await expect(importText(recording)).rejects.toMatchObject({ place: 'interactions[0].request.body' })
})

test('a fault has its place', async () => {
  await expect(importText('interactions:\n- request: [')).rejects.toMatchObject({
    name: 'RecordingFault',
    place: expect.stringMatching(/^line 2, column \d+$/),
  })
  await expect(
    importText('interactions:\n- request: {uri: x}\n  response: {status: {code: 200}}'),
  ).rejects.toMatchObject({ name: 'RecordingFault', place: 'interactions[0].request.method' })
  await expect(
    importText('interactions:\n- request: {method: GET, uri: x}\n  response: {status: {code: 200}}'),
  ).rejects.toMatchObject({ place: 'interactions[0].request', message: '"x" is not a URL' })
})
