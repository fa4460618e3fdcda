import { expect, test } from 'vitest'
import { suggestionsForExhausted, suggestionsForMiss } from '../../../src/match/suggestions.ts'
import { answered } from '../support/interactions.ts'

const view = { method: 'POST', url: 'https://api.openai.com/v1/responses', headers: {}, body: { json: { input: 'x' } } }
const nearest = {
  index: 0,
  differences: [{ path: 'input', change: 'changed' as const, recorded: 'combine 1 and 2', asked: 'combine 2 and 1' }],
  views: { asked: view, recorded: view },
}
const miss = { nearest, otherLane: undefined, clockStart: undefined, settings: { normalize: [], ignore: [] } }

test('a miss offers lanes only to a test that made equal requests at once', () => {
  expect(suggestionsForMiss({ ...miss, hasEqualAtOnce: true })).toEqual([
    { suggestion: 'own-lane' },
    { suggestion: 'record' },
  ])
  expect(suggestionsForMiss({ ...miss, hasEqualAtOnce: false })).toEqual([{ suggestion: 'record' }])
})

test('so does a request whose answers are all played', () => {
  const last = answered('a', 'x')
  const names = (hasEqualAtOnce: boolean): string[] =>
    suggestionsForExhausted({ hasEqualAtOnce, last, otherLane: undefined }).map(({ suggestion }) => suggestion)
  expect(names(true)).toEqual(['own-lane', 'repeat-last', 'record'])
  expect(names(false)).toEqual(['repeat-last', 'record'])
})
