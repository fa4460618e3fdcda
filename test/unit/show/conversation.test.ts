import { describe, expect, test } from 'vitest'
import { readConversation } from '../../../src/show/model/read-conversation.ts'
import { agent, assistantCalls, callsTools, chatCall, findOrder, says } from './calls.ts'

const user = (content: string): object => ({ role: 'user', content })
const read = (...calls: Parameters<typeof readConversation>[0][number][]): ReturnType<typeof readConversation> =>
  readConversation(calls, { file: 'test/agent.test.ts', name: 'asks' })

describe('what is new in a call', () => {
  test('a call that continues another one shows only the messages after it, without the repeated answer', () => {
    const [first, second] = readConversation(agent, { file: 'a.test.ts' }).calls
    expect(first).toMatchObject({ system: 'You answer customers.\nBe brief.', tools: [{ number: 1 }, { number: 2 }] })
    expect(second).toMatchObject({ continues: 1, messages: 3 })
    expect(second?.news.map(({ role }) => role)).toEqual(['tool'])
    expect(second).not.toHaveProperty('system')
    expect(second).not.toHaveProperty('tools')
  })

  test('another system prompt is shown again', () => {
    const [, second] = read(
      chatCall({ messages: [{ role: 'system', content: 'Be brief.' }, user('Hello')] }, says('Hi')),
      chatCall({ messages: [{ role: 'system', content: 'Be kind.' }, user('Hello')] }, says('Hi')),
    ).calls
    expect(second).toMatchObject({ continues: 1, system: 'Be kind.', news: [] })
    expect(second?.prefix).toMatchObject({ of: 1, endsAt: 'system' })
  })

  test('a message that the app has changed is new, and so is everything after it', () => {
    const [, second] = read(
      chatCall({ messages: [user('one')] }, says('two')),
      chatCall({ messages: [user('one'), { role: 'assistant', content: 'another' }, user('three')] }, says('four')),
    ).calls
    expect(second?.news.map(({ parts }) => parts)).toMatchObject([[{ text: 'another' }], [{ text: 'three' }]])
  })

  test('lanes do not continue each other', () => {
    const { calls, lanes } = read(
      chatCall({ messages: [user('one')] }, says('two'), { lane: 'first' }),
      chatCall({ messages: [user('one'), user('more')] }, says('two'), { lane: 'second' }),
    )
    expect(lanes).toEqual(['first', 'second'])
    expect(calls[1]).not.toHaveProperty('continues')
  })
})

describe('tools', () => {
  test('results have the labels of their calls, also in another order', () => {
    const calls = [
      ['c1', 'find_order', '{"id":1}'],
      ['c2', 'find_order', '{"id":2}'],
    ] as const
    const [first, second] = read(
      chatCall({ messages: [user('?')], tools: [findOrder] }, callsTools(...calls)),
      chatCall(
        {
          messages: [
            user('?'),
            assistantCalls(...calls),
            { role: 'tool', tool_call_id: 'c2', content: 'two' },
            { role: 'tool', tool_call_id: 'c1', content: 'one' },
          ],
        },
        says('done'),
      ),
    ).calls
    expect(first?.answer.calls.map(({ label }) => label)).toEqual(['1', '1.2'])
    expect(second?.news.flatMap(({ parts }) => parts)).toMatchObject([
      { type: 'result', label: '1.2', parts: [{ text: 'two' }] },
      { type: 'result', label: '1', parts: [{ text: 'one' }] },
    ])
  })

  test('equal ids in two lanes are two calls', () => {
    const calls = [['call_1', 'find_order', '{}']] as const
    const result = { role: 'tool', tool_call_id: 'call_1', content: 'found' }
    const ask = (lane: string): ReturnType<typeof chatCall> =>
      chatCall({ messages: [user('?')] }, callsTools(...calls), { lane })
    const answer = (lane: string): ReturnType<typeof chatCall> =>
      chatCall({ messages: [user('?'), assistantCalls(...calls), result] }, says('ok'), { lane })
    const shown = read(ask('a'), ask('b'), answer('b'), answer('a')).calls
    expect(shown.slice(2).flatMap(({ news }) => news.flatMap(({ parts }) => parts))).toMatchObject([
      { label: '1.2' },
      { label: '1' },
    ])
  })
})

describe('numbers', () => {
  test('tokens, times and cost are those of the answers', () => {
    const { usage, cost, milliseconds, calls } = readConversation(agent, {
      file: 'a.test.ts',
      prices: { 'gpt-5-mini': { input: 1, output: 2 } },
    })
    expect(usage).toEqual({ input: 300, output: 12, cached: 256, reasoning: 0 })
    expect(cost).toEqual({ dollars: 0.000324, unpriced: [] })
    expect(milliseconds).toBe(458)
    expect(calls[1]?.times).toMatchObject({ firstByte: 142, events: 4, longestSilence: 310, bytes: 256 })
    expect(calls[1]?.prefix).toEqual({ of: 1, share: 1 })
  })

  test('each place of a secret is named with the rule that found it', () => {
    const [call] = read(chatCall({ messages: [user('my key is [REDACTED:openai-key.1]')] }, says('ok'))).calls
    expect(call?.redacted).toEqual([
      {
        place: 'request.body.json.messages[0].content',
        placeholder: '[REDACTED:openai-key.1]',
        rule: 'openai-key',
      },
    ])
  })
})

describe('other formats', () => {
  test('messages of Anthropic, Gemini, Bedrock and the responses of OpenAI read alike', () => {
    const post = (url: string, json: object): ReturnType<typeof chatCall> => ({
      lane: 'main',
      request: { method: 'POST', url, body: { json } },
    })
    const image = 'iVBORw0KGgo='
    const requests = [
      post('https://api.anthropic.com/v1/messages', {
        system: [{ type: 'text', text: 'Be brief.' }],
        tools: [{ name: 'look', input_schema: {} }],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Hello' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: image } },
            ],
          },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look', input: { a: 1 } }] },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'found' }] }],
          },
        ],
      }),
      post('https://generativelanguage.googleapis.com/v1beta/models/gemini-3:generateContent', {
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        tools: [{ functionDeclarations: [{ name: 'look', parameters: {} }] }],
        contents: [
          { role: 'user', parts: [{ text: 'Hello' }, { inlineData: { mimeType: 'image/png', data: image } }] },
          { role: 'model', parts: [{ functionCall: { name: 'look', args: { a: 1 } } }] },
          { role: 'user', parts: [{ functionResponse: { name: 'look', response: 'found' } }] },
        ],
      }),
      post('https://bedrock-runtime.eu-west-1.amazonaws.com/model/x/converse', {
        system: [{ text: 'Be brief.' }],
        toolConfig: { tools: [{ toolSpec: { name: 'look', inputSchema: { json: {} } } }] },
        messages: [
          { role: 'user', content: [{ text: 'Hello' }, { image: { format: 'png', source: { bytes: image } } }] },
          { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name: 'look', input: { a: 1 } } }] },
          { role: 'user', content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'found' }] } }] },
        ],
      }),
      post('https://api.openai.com/v1/responses', {
        instructions: 'Be brief.',
        tools: [{ type: 'function', name: 'look', parameters: {} }],
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Hello' },
              { type: 'input_image', image_url: `data:image/png;base64,${image}` },
            ],
          },
          { type: 'function_call', call_id: 't1', name: 'look', arguments: '{"a":1}' },
          { type: 'function_call_output', call_id: 't1', output: 'found' },
        ],
      }),
    ]
    for (const request of requests) {
      const [call] = read(request).calls
      expect(call, request.request.url).toMatchObject({
        system: 'Be brief.',
        tools: [{ name: 'look', number: 1, schema: {} }],
        news: [
          { role: 'user', parts: [{ text: 'Hello' }, { media: { type: 'image/png', base64: image } }] },
          { role: 'assistant', parts: [{ type: 'call', name: 'look', input: '{"a":1}', label: '1' }] },
          { role: 'tool', parts: [{ type: 'result', label: '1', isError: false }] },
        ],
      })
      expect(JSON.stringify(call?.news[2])).toContain('found')
    }
  })
})
