import { expect, test } from 'vitest'
import { importText } from '../import/read.ts'
import { toHar } from '../../../src/show/har/http-archive.ts'
import { readConversation } from '../../../src/show/model/read-conversation.ts'
import { agent } from './calls.ts'

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

test('what is exported is what import reads', async () => {
  const { format, interactions } = await importText(JSON.stringify(har))
  expect(format).toMatch(/har/i)
  expect(interactions.map(({ request, response }) => [request.url, request.body, response?.body])).toEqual(
    agent.map(({ request, response }) => [request.url, request.body, response?.body]),
  )
})
