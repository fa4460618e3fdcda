import { expect, test } from 'vitest'
import type { Interaction } from '../../../src/core/interaction.ts'
import type { Drift } from '../../../src/core/report.ts'
import { driftOf } from '../../../src/network/drift.ts'
import { createMatching, plainMatching } from '../../../src/network/matching.ts'
import { recordingOf, type Ask } from '../support/replaying.ts'

async function drift(
  before: readonly Ask[],
  after: readonly Ask[],
  matching = plainMatching,
): Promise<Drift | undefined> {
  const [old, fresh] = await Promise.all([recordingOf(before), recordingOf(after)])
  const kept = fresh.map(
    (one): Interaction => old.find((other) => JSON.stringify(other) === JSON.stringify(one)) ?? one,
  )
  return driftOf({ before: old, after: kept }, matching)
}

test('an address that a normalizer has made is no address to read', async () => {
  const search = (port: number, q: string): Ask => ({ url: `http://localhost:${port}/v1/search`, body: { q } })
  const matching = createMatching({ ignore: [], matchHeaders: [] }, ['ports'], plainMatching.redaction)
  expect(await drift([search(4599, 'cats')], [search(4600, 'dogs')], matching)).toEqual({
    replayed: 0,
    refreshed: 0,
    recorded: 1,
    dropped: 1,
    changes: ['#1 q: "cats" → "dogs"'],
  })
})
