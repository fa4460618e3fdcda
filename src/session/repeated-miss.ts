import { join } from 'node:path'
import { repeatedMissPage } from '../errors/cassette-miss-error.ts'
import { isCassetteError } from '../errors/is-cassette-error.ts'
import { shownPath } from '../store/paths.ts'
import type { TestIdentity } from './test-identity.ts'

/** The first test of a run in this process that missed with these differences, by the differences. */
const shownBy = new Map<string, string>()

/**
 * Shortens the page of a miss if another test of the run has shown the same differences: a changed prompt in many tests
 * would fill the terminal. The facts of the error stay.
 *
 * @param errors of the attempt of a test.
 * @returns whether the page is short.
 */
export function shortenRepeatedMiss({ owner, settings }: TestIdentity, errors: readonly Error[]): boolean {
  const [error, ...others] = errors
  if (others.length > 0 || !isCassetteError(error, 'CASSETTE_MISS')) return false
  const { asked, nearest, suggestions } = error.fields
  if (nearest === undefined || nearest.places === 0) return false
  const key = JSON.stringify([settings.runId, asked.call, nearest.places, nearest.differences, suggestions])
  const file = shownPath(settings.startedIn, join(settings.root, owner.file))
  const test = [file, ...(owner.name === undefined ? [] : [owner.name])].join(' > ')
  const first = shownBy.get(key) ?? test
  shownBy.set(key, first)
  if (first === test) return false
  error.message = repeatedMissPage({ ...error.fields, nearest }, first)
  return true
}
