import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparable } from '../../../src/match/view/comparable.ts'
import { differencesOf, type Difference } from '../../../src/match/nearest/differences.ts'
import type { RequestView } from '../../../src/match/view/request-view.ts'
import type { ViewBody } from '../../../src/match/view/view-body.ts'

function view(body: ViewBody | undefined, changes: Partial<RequestView> = {}): RequestView {
  return { method: 'POST', url: 'https://api.openai.com/v1/x', headers: {}, ...(body && { body }), ...changes }
}

function differences(asked: unknown, recorded: unknown): Difference[] {
  return differencesOf(comparable(view({ json: asked })), comparable(view({ json: recorded })))
}

/** Differences in short: `messages[1] added`. */
function short(asked: unknown, recorded: unknown): string[] {
  return differences(asked, recorded).map(
    ({ path, recordedPath, change }) => `${path}${recordedPath ? ` (${recordedPath})` : ''} ${change}`,
  )
}

const message = (role: string, content: string): object => ({ role, content })
const talk = [
  message('system', 'You are a helpful waiter.'),
  message('user', 'What is on the menu today?'),
  message('assistant', 'Soup, fish, and a cake with cherries.'),
  message('user', 'The fish, please.'),
]

describe('lists', () => {
  test('a message added in the middle is one added message', () => {
    const asked = talk.toSpliced(2, 0, message('user', 'Is anybody there?'))
    expect(differences({ messages: asked }, { messages: talk })).toEqual([
      { path: 'messages[2]', change: 'added', asked: 'user: Is anybody there?' },
    ])
  })

  test('a removed message is one removed message', () => {
    expect(differences({ messages: talk.toSpliced(1, 1) }, { messages: talk })).toEqual([
      { path: 'messages[1]', change: 'removed', recorded: 'user: What is on the menu today?' },
    ])
  })

  test('an added message and a later changed one are two differences', () => {
    const asked = talk.with(3, message('user', 'The fish with rice, please.')).toSpliced(1, 0, message('user', 'Hi'))
    expect(short({ messages: asked }, { messages: talk })).toEqual([
      'messages[1] added',
      'messages[4].content (messages[3].content) changed',
    ])
  })

  test('a message is paired by its role when its text and neighbours changed', () => {
    const asked = [message('user', 'A coffee.'), message('user', 'And the fish, please.')]
    expect(short({ messages: asked }, { messages: [talk[3]] })).toEqual([
      'messages[0] added',
      'messages[1].content (messages[0].content) changed',
    ])
  })

  test('messages of one role that changed places are shown by their texts', () => {
    const results = ['sunny', 'no order'].map((content) => ({ role: 'tool', content }))
    const messages = [message('user', 'Hello'), ...results]
    const asked = [messages[0], ...results.toReversed()]
    expect(differences({ messages: asked }, { messages })).toEqual([
      {
        path: 'messages',
        change: 'reordered',
        moved: [1, 2],
        recorded: 'tool: sunny, tool: no order',
        asked: 'tool: no order, tool: sunny',
      },
    ])
  })

  test('the same items in another order are reordered', () => {
    const tools = ['book', 'cancel', 'look_up'].map((name) => ({ type: 'function', function: { name } }))
    expect(differences({ tools: tools.toReversed() }, { tools })).toEqual([
      { path: 'tools', change: 'reordered', moved: [0, 2], recorded: 'book, look_up', asked: 'look_up, book' },
    ])
    expect(short([1, 2, 2], [2, 1, 1])).not.toEqual(['body reordered'])
  })

  test('tools are paired by name', () => {
    const tool = (name: string, description: string): object => ({
      name,
      description,
      input_schema: { type: 'object' },
    })
    const recorded = [tool('book', 'Books a table.'), tool('cancel', 'Cancels a table.')]
    const asked = [tool('cancel', 'Books a table back.'), tool('pay', 'Pays a table.')]
    expect(short({ tools: asked }, { tools: recorded })).toEqual([
      'tools[0] removed',
      'tools[0].description (tools[1].description) changed',
      'tools[1] added',
    ])
  })

  test('long lists with nothing in common are compared by index', () => {
    const list = (word: string): string[] => Array.from({ length: 1000 }, (_, index) => `${word} ${index}`)
    expect(differences({ input: list('a') }, { input: list('b') })).toHaveLength(1000)
  })
})

describe('fields', () => {
  test('added and removed fields', () => {
    expect(differences({ model: 'm', temperature: 0 }, { model: 'm', tools: [] })).toEqual([
      { path: 'temperature', change: 'added', asked: '0' },
      { path: 'tools', change: 'removed', recorded: '[]' },
    ])
  })

  test('a name with special characters is quoted, and a name of the prototype is a usual name', () => {
    const asked = JSON.parse('{ "a.b": { "c d": 1, "__proto__": 2 } }') as object
    const recorded = JSON.parse('{ "a.b": { "c d": 2, "__proto__": 3 } }') as object
    expect(short(asked, recorded)).toEqual(['["a.b"].c d changed', '["a.b"].__proto__ changed'])
  })

  test('another kind of body', () => {
    expect(differencesOf(comparable(view({ text: 'a' })), comparable(view(undefined)))).toEqual([
      { path: 'request body', change: 'added', asked: 'a' },
    ])
  })
})

test('method, address, query, headers and forms have their places', () => {
  const part = (name: string, type: string, text: string): object => ({
    headers: [
      ['content-disposition', `form-data; name="${name}"`],
      ['content-type', type],
    ],
    body: { text },
  })
  const asked = view(
    { multipart: [part('file', 'audio/wav', 'RIFF'), part('prompt', 'text/plain', 'a dog')] as never },
    {
      method: 'PUT',
      url: 'https://api.openai.com/v2/x?a=1&b=2',
      headers: { 'anthropic-beta': 'new' },
    },
  )
  const recorded = view(
    { multipart: [part('file', 'audio/mpeg', 'RIFF'), part('prompt', 'text/plain', 'a cat')] as never },
    {
      url: 'https://api.openai.com/v1/x?a=1&b=3',
    },
  )
  expect(differencesOf(comparable(asked), comparable(recorded)).map(({ path, change }) => `${path} ${change}`)).toEqual(
    [
      'request method changed',
      'request url changed',
      'file content-type changed',
      'prompt changed',
      '?b changed',
      'header anthropic-beta added',
    ],
  )
})

test('only equal values have no differences', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(value, value, (asked, recorded) => {
      const isEqual = JSON.stringify(sorted(asked)) === JSON.stringify(sorted(recorded))
      return (differences(asked, recorded).length === 0) === isEqual && differences(asked, asked).length === 0
    }),
  )
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => [name, sorted(item)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
