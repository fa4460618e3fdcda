import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { readConversation } from '../../../src/show/model/read-conversation.ts'
import { compareConversations } from '../../../src/show/compare/compare-conversations.ts'
import { changesPage } from '../../../src/show/terminal/changes-page.ts'
import { conversationPage, type PageStyle } from '../../../src/show/terminal/conversation-page.ts'
import { agent, chatCall, says } from './calls.ts'

const style: PageStyle = {
  width: 80,
  isFull: false,
  now: Date.parse('2026-11-24T12:00:00.000Z'),
  paint: (_, text) => text,
}
const facts = { file: 'test/agent.test.ts', name: 'looks the order up' }

test('a conversation', () => {
  expect(`\n${conversationPage(readConversation(agent, facts), style)}\n`).toMatchInlineSnapshot(`
    "
     test/agent.test.ts > looks the order up
     2 calls, 312 tokens, 458 ms, recorded 3 days ago

     1  openai gpt-5-mini
        system     (folded, 5 words)
        tools      [1] find_order [2] find_customer
        user       Where is my order 4711?
        calls      [1] find_order {"id":"4711"}

     2  openai gpt-5-mini   + 1 message
        tool [1]   {"status":"on its way"}
        assistant  It is on its way. Friday.
                   stream: first byte 142 ms, 4 events, longest silence 310 ms
                   458 ms, 312 tokens (300 in, 256 cached, 12 out)
    "
  `)
})

test('colours change no text', () => {
  const conversation = readConversation(agent, facts)
  const painted = conversationPage(conversation, { ...style, paint: (_, text) => `\u001b[1m${text}\u001b[22m` })
  expect(stripVTControlCharacters(painted)).toBe(conversationPage(conversation, style))
})

test('a page that git compares is whole, and has no ages and no times', () => {
  const page = conversationPage(readConversation(agent, facts), { width: 80, isFull: true, paint: (_, text) => text })
  expect(page).toContain('    system     You answer customers.\n               Be brief.\n')
  expect(page).not.toMatch(/ms|ago/)
})

test('a cut stream and an error say so', () => {
  const cut = { name: 'TypeError', message: 'terminated', code: 'UND_ERR_SOCKET' }
  const page = conversationPage(
    readConversation(
      [
        chatCall(
          { messages: [] },
          { body: { sse: [{ data: { choices: [{ delta: { content: 'It' } }] } }] }, failure: cut },
        ),
        chatCall(
          { messages: [] },
          { status: 429, body: { json: { error: { type: 'rate_limit', message: 'Slow down' } } } },
        ),
      ],
      facts,
    ),
    style,
  )
  expect(page).toContain('    assistant  It\n               cut: TypeError UND_ERR_SOCKET terminated')
  expect(page).toContain('               status 429\n               error: rate_limit: Slow down')
})

test('recorded text cannot steer the terminal', () => {
  const evil = '\u001b[2J\u001b]0;title\u0007 \u202e right \u009b31m \r over'
  const page = conversationPage(
    readConversation(
      [
        chatCall({ model: evil, messages: [{ role: evil, content: evil }], tools: [{ type: evil }] }, says(evil), {
          lane: evil,
          step: evil,
        }),
      ],
      { file: evil, name: evil },
    ),
    style,
  )
  expect(page).toContain(String.raw`\x1b[2J\x1b]0;title\x07 \u202e right \x9b31m \x0d over`)
  expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(page.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('two versions, those with other answers first', () => {
  const version = (question: string, answer: string): ReturnType<typeof readConversation> =>
    readConversation([chatCall({ messages: [{ role: 'user', content: question }] }, says(answer))], facts)
  const tests = [
    { title: 'asks', changes: compareConversations(version('one', 'same'), version('two', 'same')) },
    { title: 'stays', changes: compareConversations(version('one', 'same'), version('one', 'same')) },
    {
      title: 'refunds',
      changes: compareConversations(
        version('Refund?', 'You will get your money back.'),
        version('Refund?', 'You will get your money back. Sorry, no refund.'),
      ),
    },
  ]
  expect(`\n${changesPage(tests, style)}\n`).toMatchInlineSnapshot(`
    "
     refunds

      #1 openai gpt-5-mini
      answer
        text
        - You will get your money back.
        + You will get your money back. Sorry, no refund.

     asks

      #1 openai gpt-5-mini
      request
        messages[0].content
        - one
        + two

     1 test with other answers, 1 test with other calls only, 1 test the same
    "
  `)
})
