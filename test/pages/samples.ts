import { deflateSync, crc32 } from 'node:zlib'
import { compareConversations } from '../../src/show/compare/compare-conversations.ts'
import { comparisonPage } from '../../src/show/html/comparison-view.ts'
import { htmlPage, pageTest } from '../../src/show/html/page.ts'
import type { ShownMiss, ShownRun } from '../../src/show/html/test-page.ts'
import type { SeenCall } from '../../src/show/model/conversation.ts'
import { readConversation } from '../../src/show/model/read-conversation.ts'
import { agent, assistantCalls, chatCall, findOrder, says } from '../unit/show/calls.ts'

/** The time of all samples, so that their ages stay the same. */
const now = Date.parse('2026-11-24T12:00:00.000Z')

const user = (content: unknown): object => ({ role: 'user', content })
const prices = { 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 } }

/** The page of one test. */
export function pageOf(
  calls: readonly SeenCall[],
  {
    name = 'looks the order up',
    run,
    misses = [],
  }: { name?: string; run?: ShownRun; misses?: readonly ShownMiss[] } = {},
): string {
  const conversation = readConversation(calls, { file: 'test/agent.test.ts', name, prices })
  const test = pageTest({ conversation, ...(run && { run }), misses }, now)
  return htmlPage(test.title, [test])
}

/** A stream of words, one each 20 ms, with a silence in the middle. */
function streamed(words: readonly string[], cut: boolean): Partial<NonNullable<SeenCall['response']>> {
  const events = words.map((word) => ({ data: { choices: [{ index: 0, delta: { content: word } }] } }))
  const end = { data: { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] } }
  const sse = cut ? events : [...events, end]
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: { sse },
    chunks: [
      ...sse.map(({ data }, index): readonly [number, number] => [
        index === 0 ? 310 : index === Math.floor(words.length / 2) ? 900 : 20,
        `data: ${JSON.stringify(data)}\n\n`.length,
      ]),
      ...(cut ? [[1_200, 0] as const] : []),
    ],
    ...(cut && {
      failure: {
        name: 'TypeError',
        message: 'terminated',
        cause: { name: 'SocketError', message: 'other side closed', code: 'UND_ERR_SOCKET' },
      },
    }),
  }
}

export const conversationPage = (): string =>
  pageOf([
    ...agent,
    chatCall(
      {
        messages: [
          { role: 'system', content: 'You answer customers.\nBe kind.' },
          user('And the invoice for [REDACTED:email.1]?'),
        ],
      },
      says('## Your invoice\n\n- It is **on its way**.\n- Nothing is left to do.', {
        prompt_tokens: 40,
        completion_tokens: 12,
      }),
    ),
  ])

/** A request that differs from the nearest recorded one in two places. */
export function missPage(): string {
  const system = (tone: string): object => ({ role: 'system', content: `You are a support agent. Be ${tone}brief.` })
  const asked = chatCall(
    {
      messages: [
        system('kind and '),
        user('Hello'),
        { role: 'assistant', content: 'Hi!' },
        user('A table for four, please'),
      ],
      tools: [findOrder],
    },
    undefined,
    { outcome: 'missed' },
  )
  const recorded = chatCall(
    {
      messages: [system(''), user('Hello'), { role: 'assistant', content: 'Hi!' }, user('A table for two, please')],
      tools: [findOrder],
    },
    undefined,
  )
  return pageOf([{ ...agent[0]!, outcome: 'replayed' }, asked], {
    name: 'books a table',
    run: {
      state: 'failed',
      result: 'missed',
      errors: ['CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions\n\n  asked  …'],
      command: "npx vitest run test/agent.test.ts -t '^books a table$'",
      clients: ['OpenAI/JS 7.57.0'],
    },
    misses: [
      {
        position: 2,
        asked: asked.request,
        nearest: { position: 2, request: recorded.request },
        note: 'No recorded answer: POST api.openai.com/v1/chat/completions',
        suggestions: [
          {
            when: 'To record this test again:',
            line: "npx vitest run test/agent.test.ts -t '^books a table$' --mode record",
          },
        ],
      },
    ],
  })
}

/** A stream that breaks in the middle of its answer. */
export function cutStreamPage(): string {
  const words = 'Your order 4711 left the house on Monday, and it should reach you on '.split(/(?<= )/)
  return pageOf(
    [
      chatCall({ messages: [user('Where is my order?')], stream: true }, streamed(words, true), {
        outcome: 'replayed',
      }),
    ],
    {
      name: 'streams the answer',
      run: {
        state: 'failed',
        result: 'replayed',
        wire: 'the connection broke after 14 events, 1.2 s after the last · do not retry: text was already visible',
        errors: ['TypeError: terminated'],
      },
    },
  )
}

/** A stream of so many events. */
export function longStreamPage(events: number): string {
  const words = Array.from({ length: events }, (_, index) => `word${index} `)
  return pageOf([chatCall({ messages: [user('Tell me a long story')], stream: true }, streamed(words, false))])
}

/** Images in a question and in an answer. */
export function imagePage(): string {
  const base64 = picture().toString('base64')
  const question = [
    { type: 'text', text: 'What is this?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } },
  ]
  return pageOf([
    chatCall({ messages: [user(question)] }, says('A red square.')),
    {
      lane: 'main',
      request: {
        method: 'POST',
        url: 'https://api.openai.com/v1/images/generations',
        body: { json: { model: 'gpt-image-1', prompt: 'A red square' } },
      },
      response: { status: 200, body: { json: { data: [{ b64_json: base64 }] } } },
    },
    {
      lane: 'main',
      request: {
        method: 'POST',
        url: 'https://api.openai.com/v1/audio/speech',
        body: { json: { model: 'tts-1', input: 'Hello' } },
      },
      response: { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: { base64: '//uQRA==' } },
    },
  ])
}

/** Two agents that talk at the same time. */
export function lanesPage(): string {
  const calls = (lane: string, id: string, order: string, answer: string): SeenCall[] => [
    chatCall(
      { messages: [user(`Where is my order ${order}?`)], tools: [findOrder] },
      {
        body: {
          json: {
            choices: [
              { message: assistantCalls([id, 'find_order', `{"id":"${order}"}`]), finish_reason: 'tool_calls' },
            ],
          },
        },
      },
      { lane },
    ),
    chatCall(
      {
        messages: [
          user(`Where is my order ${order}?`),
          assistantCalls([id, 'find_order', `{"id":"${order}"}`]),
          { role: 'tool', tool_call_id: id, content: '{"status":"packed"}' },
        ],
        tools: [findOrder],
      },
      says(answer),
      { lane },
    ),
  ]
  const [first, second] = [
    calls('first', 'c1', '4711', 'It leaves today.'),
    calls('second', 'c2', '4712', 'It leaves tomorrow.'),
  ]
  return pageOf([first[0]!, second[0]!, second[1]!, first[1]!], { name: 'two agents answer at the same time' })
}

/** Two versions of a test. */
export function twoVersionsPage(): string {
  const version = (answer: string): ReturnType<typeof readConversation> =>
    readConversation([...agent.slice(0, 1), chatCall({ messages: [user('Refund?')] }, says(answer))], {
      file: 'test/ask.test.ts',
      name: 'refunds',
    })
  return comparisonPage('What has changed', [
    {
      title: 'test/ask.test.ts > refunds',
      changes: compareConversations(
        version('You will get your money back on Friday.'),
        version('You will get your money back on Friday. Sorry, no refund.'),
      ),
    },
  ])
}

/** A page of several tests. */
export function wholeRunPage(): string {
  const tests = ['asks', 'answers'].map((name, index) =>
    pageTest(
      {
        conversation: readConversation(agent, { file: 'test/agent.test.ts', name, prices }),
        run: { state: index === 0 ? 'failed' : 'passed', result: 'replayed', errors: [] },
        misses: [],
      },
      now,
    ),
  )
  return htmlPage('Cassettes of this run', tests)
}

/** A page in which every text is an attack. */
export function hostilePage(): string {
  const attacks = [
    '<script>window.hacked = 1; alert(1)</script>',
    '"><img src=x onerror="window.hacked = 1">',
    "javascript:window.hacked='1'",
    '</style></script></textarea></title></pre><svg onload=alert(1)>',
    '[click](javascript:alert(1)) ![x](https://example.com/x.png) <b onclick=alert(1)>',
    '\u202e reversed \u0000 null',
  ]
  const all = attacks.join(' ')
  return pageOf(
    [
      chatCall(
        {
          model: all,
          messages: [
            { role: all, content: all },
            user([
              { type: all, [all]: all },
              { type: 'image_url', image_url: { url: all } },
            ]),
          ],
          tools: [{ type: 'function', function: { name: all, description: all, parameters: { [all]: all } } }],
        },
        {
          ...says(`# ${all}\n\n${attacks.map((attack) => `- ${attack}`).join('\n')}`),
          statusText: all,
          headers: { [all]: all },
        },
        { lane: all, step: all },
      ),
      chatCall({ messages: [user(all)] }, undefined, { failure: { name: all, message: all, code: all } }),
    ],
    { name: all, run: { state: all, result: all, wire: all, errors: [all], command: all, clients: [all] } },
  )
}

/** A red square as PNG. */
function picture(): Buffer {
  const size = 48
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([200, 30, 30]))])
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: size }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
