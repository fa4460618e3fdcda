import { expect, test } from 'vitest'
import type { StoredRequest } from '../../../src/core/interaction.ts'
import { findNearest } from '../../../src/core/nearest.ts'

function chat(content: string, extra: object = {}): StoredRequest {
  const json = {
    model: 'gpt-5-mini',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content },
    ],
    ...extra,
  }
  return { method: 'POST', url: 'https://api.openai.com/v1/chat/completions', body: { json } }
}

test('names the changed message', () => {
  expect(
    findNearest(chat('A table for four'), [chat('A table for two', { temperature: 1 }), chat('A table for two')]),
  ).toEqual({
    index: 1,
    differences: [{ path: 'messages[1].content', recorded: 'A table for two', asked: 'A table for four' }],
  })
})

test('names what was added and what is gone', () => {
  expect(findNearest(chat('Hi', { temperature: 0 }), [chat('Hi', { tools: [] })])?.differences).toEqual([
    { path: 'temperature', asked: '0' },
    { path: 'tools', recorded: '[]' },
  ])
})

test('finds nothing near in a request to another API', () => {
  const other: StoredRequest = {
    method: 'POST',
    url: 'https://api.cohere.com/v2/embed',
    body: { json: { texts: ['a', 'b', 'c'] } },
  }
  expect(findNearest(chat('Hi'), [other])).toBeUndefined()
  expect(findNearest(chat('Hi'), [])).toBeUndefined()
})

test('compares forms by the names of their parts', () => {
  const form = (text: string, boundary: string): StoredRequest => ({
    method: 'POST',
    url: 'https://api.openai.com/v1/images/edits',
    body: { boundary, multipart: [{ headers: [['Content-Disposition', 'form-data; name="prompt"']], body: { text } }] },
  })
  expect(findNearest(form('a cat', 'x'), [form('a dog', 'y')])?.differences).toEqual([
    { path: 'prompt', recorded: 'a dog', asked: 'a cat' },
  ])
})
