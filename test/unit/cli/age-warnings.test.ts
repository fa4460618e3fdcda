import { expect, test } from 'vitest'
import { ageWarnings } from '../../../src/cli/check/age-warnings.ts'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { answered } from '../support/interactions.ts'

const now = Date.parse('2026-06-10T12:00:00.000Z')

function recorded(...times: string[]): Interaction[] {
  return times.map((time) => answered('a', 'b', { recordedAt: `2026-${time}:00:00.000Z` }))
}

test.each<[times: string[], maxAge: string | undefined, at: string, message: string]>([
  [['06-09T11', '06-07T11', '06-08T11'], '1d', 'interactions[1]', 'recorded 3 days ago'],
  [['06-10T11', '06-09T12'], '12h', 'interactions[1]', 'recorded 1 day ago'],
  [['06-09T13'], '12h', 'interactions[0]', 'recorded less than a day ago'],
])('of %j, more than %s old, one warning names the oldest', (times, maxAge, at, message) => {
  expect(ageWarnings(recorded(...times), maxAge, now)).toEqual([{ at, rule: 'age', message }])
})

test('nothing is too old within maxAge or without it', () => {
  expect(ageWarnings(recorded('06-09T12', '06-10T11'), '1d', now)).toEqual([])
  expect(ageWarnings(recorded('01-01T00'), undefined, now)).toEqual([])
  expect(ageWarnings([], '1d', now)).toEqual([])
})
