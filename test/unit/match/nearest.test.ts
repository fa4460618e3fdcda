import { expect, test } from 'vitest'
import { findNearest, type Candidate } from '../../../src/match/nearest/nearest.ts'
import type { RequestView } from '../../../src/match/view/request-view.ts'

function chat(content: string, extra: object = {}): RequestView {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ]
  return view({ json: { model: 'gpt-5-mini', messages, ...extra } })
}

function view(body: RequestView['body'], url = 'https://api.openai.com/v1/chat/completions'): RequestView {
  return { method: 'POST', url, headers: {}, ...(body && { body }) }
}

function candidates(...views: Array<RequestView | [RequestView, Partial<Candidate>]>): Candidate[] {
  return views.map((entry) => {
    const [view, changes] = Array.isArray(entry) ? entry : [entry, {}]
    return { view, isPlayed: false, isOwnLane: true, ...changes }
  })
}

test('names the changed message', () => {
  expect(
    findNearest(
      chat('A table for four'),
      candidates(chat('A table for two', { temperature: 1 }), chat('A table for two')),
    ),
  ).toMatchObject({
    index: 1,
    differences: [
      { path: 'messages[1].content', change: 'changed', recorded: 'A table for two', asked: 'A table for four' },
    ],
  })
})

test('of equal requests, an unplayed one in the same lane is nearest', () => {
  const recorded = chat('A table for two')
  const asked = chat('A table for four')
  const played = { isPlayed: true }
  const other = { isOwnLane: false }
  expect(findNearest(asked, candidates([recorded, played], recorded))?.index).toBe(1)
  expect(findNearest(asked, candidates(recorded, recorded))?.index).toBe(0)
  expect(findNearest(asked, candidates([recorded, other], recorded))?.index).toBe(1)
})

test('a missing word weighs more than an unplayed state', () => {
  const far = chat('What is there for dessert, and is the kitchen still open?')
  expect(
    findNearest(chat('A table for two'), candidates(far, [chat('A table for four'), { isPlayed: true }]))?.index,
  ).toBe(1)
})

test('finds nothing near in a request to another API', () => {
  const other = view({ json: { texts: ['a', 'b', 'c'] } }, 'https://api.cohere.com/v2/embed')
  expect(findNearest(chat('Hi'), candidates(other))).toBeUndefined()
  expect(findNearest(chat('Hi'), [])).toBeUndefined()
})

test('secrets with different placeholders are not a difference', () => {
  const said = (kind: string, end: string): RequestView => ({
    ...chat(`Use [REDACTED:${kind}] ${end}`),
    url: `https://api.example.com/v1/chat?auth=${encodeURIComponent(`[REDACTED:${kind}]`)}`,
  })
  const nearest = findNearest(said('my-api-key', 'here'), candidates(said('openai-key', 'there')))
  expect(nearest?.differences).toEqual([
    { path: 'messages[1].content', change: 'changed', recorded: 'Use [REDACTED] there', asked: 'Use [REDACTED] here' },
  ])
  expect(findNearest(said('my-api-key', ''), candidates(said('openai-key', '')))?.differences).toEqual([])
})

test('a header that the recording does not hold is not a difference', () => {
  const asked = { ...chat('A table for four'), headers: { 'x-tenant': 'acme', 'x-other': 'a' } }
  const recorded = { ...chat('A table for two'), headers: { 'x-other': 'b' } }
  const paths = (unknownHeaders: string[]): string[] | undefined =>
    findNearest(asked, candidates([recorded, { unknownHeaders }]))?.differences.map(({ path }) => path)
  expect(paths(['x-tenant'])).toEqual(['messages[1].content', 'header x-other'])
  expect(paths([])).toEqual(['messages[1].content', 'header x-tenant', 'header x-other'])
})
