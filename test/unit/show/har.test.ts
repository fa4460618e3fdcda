import { createRequire } from 'node:module'
import type * as HarSdk from '@har-sdk/validator'
import { expect, test } from 'vitest'
import { importText } from '../import/read.ts'
import { toHar } from '../../../src/show/har/http-archive.ts'
import { readConversation } from '../../../src/show/model/read-conversation.ts'
import type { SeenCall } from '../../../src/show/model/conversation.ts'
import { agent, chatCall, says } from './calls.ts'

const har = toHar([readConversation(agent, { file: 'test/agent.test.ts', name: 'asks' })], '1.0.0')

test('each test is a page, and a stream has its times', () => {
  expect(har.log.pages).toMatchObject([{ id: 'test-1', title: 'test/agent.test.ts > asks' }])
  expect(har.log.entries[1]).toMatchObject({
    pageref: 'test-1',
    startedDateTime: '2026-11-21T10:02:11.482Z',
    time: 458,
    timings: { send: 0, wait: 142, receive: 316 },
    _resourceType: 'eventsource',
    _chunks: [
      { ts: 142, bytes: 62 },
      { ts: 452, bytes: 80 },
      { ts: 457, bytes: 100 },
      { ts: 458, bytes: 14 },
    ],
  })
  const began = Date.parse('2026-11-21T10:02:11.482Z')
  expect((har.log.entries[1] as { _eventSourceMessages?: unknown })._eventSourceMessages).toMatchObject([
    { time: (began + 142) / 1000, eventName: 'message' },
    { time: (began + 452) / 1000 },
    {},
    { data: '[DONE]' },
  ])
})

/** Calls with all kinds of outcomes and bodies. */
const others: SeenCall[] = [
  chatCall({ messages: [] }, undefined, { failure: { name: 'TypeError', message: 'fetch failed' } }),
  chatCall({ messages: [] }, { ...says('Hello'), failure: { name: 'TypeError', message: 'terminated' } }),
  chatCall({ messages: [] }, undefined),
  ...[
    { base64: '//uQRA==' },
    { file: `a.files/${'0'.repeat(64)}.bin`, size: 70_000 },
    { multipart: [{ headers: [['a', 'b']] as const, body: { text: 'c' } }] },
    { ndjson: [{ a: 1 }] },
    { eventstream: [{ headers: { ':event-type': 'chunk' }, body: { json: { a: 1 } } }] },
  ].map((body): SeenCall => {
    const call = chatCall({ messages: [] }, { body, headers: { 'set-cookie': ['a=b', 'c=d'] } })
    return { ...call, request: { ...call.request, url: 'https://example.com/v1?a=1&a=2', body } }
  }),
]

test('an archive is valid by the schema of HAR 1.2', async () => {
  // It has no exports that an import could name.
  const { HarValidator } = createRequire(import.meta.url)('@har-sdk/validator') as typeof HarSdk
  const archive = toHar([readConversation([...agent, ...others], { file: 'a.test.ts' })], '1.0.0')
  const written = JSON.parse(JSON.stringify(archive)) as Parameters<HarSdk.HarValidator['verify']>[0]
  expect(written.log.entries).toHaveLength(agent.length + others.length)
  expect(await new HarValidator().verify(written)).toEqual([])
  Reflect.deleteProperty(written.log.entries[0]!, 'timings')
  expect(await new HarValidator().verify(written)).toMatchObject([{ params: { missingProperty: 'timings' } }])
})

test('an event stream has the type that developer tools know, without a charset', () => {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
  const typed = agent.map((call) => ({ ...call, ...(call.response && { response: { ...call.response, headers } }) }))
  const { log } = toHar([readConversation(typed, { file: 'a.test.ts' })], '1.0.0')
  expect(log.entries[1]?.response).toMatchObject({
    content: { mimeType: 'text/event-stream' },
    headers: [{ name: 'content-type', value: headers['content-type'] }],
  })
})

test('what is exported is what import reads', async () => {
  const { format, interactions } = await importText(JSON.stringify(har))
  expect(format).toMatch(/har/i)
  expect(interactions.map(({ request, response }) => [request.url, request.body, response?.body])).toEqual(
    agent.map(({ request, response }) => [request.url, request.body, response?.body]),
  )
})
