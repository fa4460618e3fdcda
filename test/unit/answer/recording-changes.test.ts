import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { recordingChanges, type RecordingChanges } from '../../../src/answer/recording-changes.ts'
import { createMatching, plainMatching } from '../../../src/match/matching.ts'
import { recordingOf, type Ask } from '../support/replaying.ts'

async function drift(
  before: readonly Ask[],
  after: readonly Ask[],
  matching = plainMatching,
): Promise<RecordingChanges | undefined> {
  const [old, fresh] = await Promise.all([recordingOf(before), recordingOf(after)])
  const kept = fresh.map(
    (one): Interaction => old.find((other) => JSON.stringify(other) === JSON.stringify(one)) ?? one,
  )
  return recordingChanges({ before: old, after: kept }, matching)
}

test('a URL that a normalizer replaced is not parsed', async () => {
  const search = (port: number, q: string): Ask => ({ url: `http://localhost:${port}/v1/search`, body: { q } })
  const matching = createMatching({ ignore: [], matchHeaders: [] }, ['ports'], plainMatching.redaction)
  expect(await drift([search(4599, 'cats')], [search(4600, 'dogs')], matching)).toEqual({
    drift: { replayed: 0, refreshed: 0, recorded: 1, dropped: 1 },
    lines: ['#1 q: "cats" → "dogs"'],
  })
})

const ask = (place: number, word = 'cat'): Ask => ({ body: { model: 'm', input: `${word} ${place}`.repeat(5) } })
const asks = (count: number, word?: string): Ask[] => Array.from({ length: count }, (_, place) => ask(place, word))

test('changes beyond the limit are counted', async () => {
  const lines = (await drift(asks(10), asks(10, 'dog')))?.lines
  expect(lines).toHaveLength(7)
  expect(lines?.at(-1)).toBe('and 4 more')
  expect((await drift(asks(6), asks(6, 'dog')))?.lines.at(-1)).toMatch(/^#6 input: /)
})

test('a new cassette is described by its size', async () => {
  expect(await drift([], asks(10))).toEqual({
    drift: { replayed: 0, refreshed: 0, recorded: 10, dropped: 0 },
    lines: [],
  })
  expect(await drift([], [])).toBeUndefined()
})

test('a recording with the same requests has no changes', async () => {
  expect(await drift(asks(3), asks(3))).toBeUndefined()
})
