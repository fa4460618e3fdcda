import { expect, test } from 'vitest'
import { startAccepting } from '../../../src/answer/accept/start-accepting.ts'
import { readCassette, saveCassette } from '../../../src/store/cassette-file.ts'
import { replaying, type Ask, type Replaying } from '../support/replaying.ts'

const system = (content: string): object => ({ role: 'system', content })
const user = (content: string): object => ({ role: 'user', content })
const assistant = (content: string): object => ({ role: 'assistant', content })
const result = (content: string): object => ({ role: 'tool', tool_call_id: 'call_1', content })

function chat(messages: readonly object[], changes: Partial<Ask> = {}): Ask {
  return { body: { model: 'gpt-5-mini', messages }, answer: says('Fine, thank you for asking.'), ...changes }
}

function says(content: string): object {
  return { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] }
}

async function accepting(recorded: readonly Ask[], asked: readonly Ask[]): Promise<Replaying> {
  const test = await replaying(recorded)
  test.attempt.accepting = startAccepting()
  for (const one of asked) await test.ask(one)
  return test
}

/** The positions of the accepted requests, and why the others are refused. */
async function verdict(recorded: readonly Ask[], asked: readonly Ask[]): Promise<Array<number | string>> {
  const { attempt } = await accepting(recorded, asked)
  const { accepted = [], refused = [] } = attempt.accepting ?? {}
  return [...accepted.map(({ position }) => position), ...refused.map(({ reason }) => reason)]
}

const old = system('You are a support agent. Be brief.')
const kind = system('You are a support agent. Be kind and brief.')

test('a whole conversation goes on with a changed prompt', async () => {
  const turns = (prompt: object): Ask[] => {
    const first = [prompt, user('How are you?')]
    return [chat(first), chat([...first, assistant('Fine, thank you for asking.'), user('And the weather?')])]
  }
  const { attempt, cassette } = await accepting(turns(old), turns(kind))
  expect(attempt.errors).toEqual([])
  expect(cassette.unused()).toEqual([])
  expect(attempt.accepting?.accepted).toMatchObject([
    { position: 1, service: 'openai gpt-5-mini', places: ['messages[0].content'] },
    { position: 2, places: ['messages[0].content'] },
  ])
  expect(attempt.accepting?.accepted[1]?.request.body).toEqual({ json: turns(kind)[1]?.body })
})

test('another option of the request is no part of an answer', async () => {
  const messages = [old, user('How are you?')]
  const asked = { body: { model: 'gpt-5-mini', messages, store: false }, headers: { 'anthropic-beta': 'a' } }
  expect(await verdict([chat(messages)], [asked])).toEqual([1])
})

test('the result of a tool is refused', async () => {
  const calls = (status: string): Ask => chat([old, user('Where is it?'), result(`It is ${status}`)])
  expect(await verdict([calls('on its way')], [calls('lost')])).toEqual(['tool-result'])
  expect(await verdict([chat([old, user('Where is it?')])], [calls('lost')])).toEqual(['tool-result'])
})

test('a call of a tool over MCP is refused, its handshake is not', async () => {
  const url = 'http://127.0.0.1:4000/mcp'
  const message = (method: string, params: object): Ask => ({ url, body: { jsonrpc: '2.0', id: 1, method, params } })
  const call = (order: string): Ask => message('tools/call', { name: 'look_up', arguments: { order } })
  const hello = (version: string): Ask =>
    message('initialize', { clientInfo: { name: 'sdk', version }, capabilities: {} })
  expect(await verdict([call('4711')], [call('4712')])).toEqual(['tool-call'])
  expect(await verdict([hello('1.0')], [hello('1.1')])).toEqual([1])
})

test('a text that repeats an earlier answer in other words is refused, the text around it is not', async () => {
  const first = chat([user('How are you?')])
  const translated = (text: string): Ask => chat([user(text)])
  const recorded = [first, translated('Translate into French: Fine, thank you for asking.')]
  expect(await verdict(recorded, [first, translated('Translate into Dutch: Fine, thank you for asking.')])).toEqual([2])
  expect(await verdict(recorded, [first, translated('Translate into French: Fine, thank you so much')])).toEqual([
    'answer',
  ])
  expect(await verdict(recorded, [first, translated('Translate into French: FINE, THANK YOU FOR ASKING.')])).toEqual([
    'answer',
  ])
})

test('a prompt that an answer repeats is no echo of it', async () => {
  const prompt = (end: string): object => system(`If asked, say: Fine, thank you for asking${end}`)
  const turns = (end: string): Ask[] => [
    chat([prompt(end), user('How are you?')]),
    chat([prompt(end), user('And you?')]),
  ]
  expect(await verdict(turns('.'), turns(' me today.'))).toEqual([1, 2])
})

test('only a request in the same place is accepted', async () => {
  const [one, two] = [chat([old, user('How are you?')]), chat([old, user('How is the weather?')])]
  const [newOne, newTwo] = [chat([kind, user('How are you?')]), chat([kind, user('How is the weather?')])]
  expect(await verdict([one, two], [newTwo])).toEqual(['order'])
  expect(await verdict([one, two], [one, newOne])).toEqual(['played'])
  expect(await verdict([one], [one, one])).toEqual(['exhausted'])
  expect(await verdict([one], [{ ...newOne, lane: 'planner' }])).toEqual(['lane'])
  expect(await verdict([one], [{ ...newOne, url: 'https://api.openai.com/v1/responses' }])).toEqual(['endpoint'])
  expect(await verdict([one], [{ body: { texts: ['a'] }, url: 'https://api.cohere.com/v2/embed' }])).toEqual([
    'unknown',
  ])
})

test('requests that were made at once are accepted in any order', async () => {
  const [one, two] = [chat([old, user('How are you?')]), chat([old, user('How is the weather?')])]
  const [newOne, newTwo] = [chat([kind, user('How are you?')]), chat([kind, user('How is the weather?')])]
  const test = await replaying([one, two])
  const document = readCassette(test.attempt.test.path, '')!
  const [first, second] = document.interactions
  const ordered = [
    { ...first!, order: { asked: 1, ended: 4 } },
    { ...second!, order: { asked: 2, ended: 3 } },
  ]
  saveCassette(test.attempt.test.path, document.test, ordered)
  test.attempt.accepting = startAccepting()
  await Promise.all([newTwo, newOne].map((ask) => test.ask(ask)))
  expect(test.attempt.accepting.accepted.map(({ position }) => position)).toEqual([2, 1])
  expect(test.attempt.errors).toEqual([])
})
