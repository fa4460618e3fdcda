import { daysOld, isStale } from '../cassette/age.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Stale } from '../cassette/test-report.ts'
import type { Settings } from '../cassette/settings.ts'
import { CassetteStaleError } from '../errors/cassette-stale-error.ts'
import { timestamp } from '../stream/clock.ts'
import type { TestAttempt } from './test-attempt.ts'

/** Whether answers that are too old are asked for again, instead of being replayed. */
export function isRenewing({ mode, maxAge, onStale }: Settings): boolean {
  return mode === 'record' && maxAge !== undefined && onStale === 'record'
}

/** Whether an interaction is older than it may be, by the real clock. */
export function isTooOld(interaction: Interaction, { maxAge }: Settings): boolean {
  return maxAge !== undefined && isStale(interaction, maxAge, Date.parse(timestamp()))
}

/** What a test was given that is older than it may be; `undefined` when nothing is. */
export function findStale({ cassette, settings }: TestAttempt): Stale | undefined {
  const { maxAge } = settings
  if (cassette === undefined || maxAge === undefined) return undefined
  const old = cassette.interactions.filter(
    (interaction, index) => cassette.playedBy(index) !== undefined && isTooOld(interaction, settings),
  )
  if (old.length === 0) return undefined
  const now = Date.parse(timestamp())
  return { count: old.length, days: Math.max(...old.map((interaction) => daysOld(interaction, now))), maxAge }
}

/** The error that a test fails with which was given what is too old. */
export function staleError(attempt: TestAttempt): CassetteStaleError | undefined {
  const stale = findStale(attempt)
  if (stale === undefined || attempt.cassette === undefined) return undefined
  return new CassetteStaleError({
    cassette: attempt.cassette.shown,
    interactions: attempt.cassette.size,
    stale: stale.count,
    days: stale.days,
    maxAge: stale.maxAge,
    command: attempt.command,
  })
}
