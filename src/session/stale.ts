import { daysOld, isStale } from '../cassette/age.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Stale } from '../cassette/test-report.ts'
import type { Settings } from '../cassette/settings.ts'
import { CassetteStaleError } from '../errors/cassette-stale-error.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { timestamp } from '../stream/clock.ts'

type AgeSettings = Pick<Settings, 'mode' | 'onStale'> & { readonly maxAge?: string }

/** The part of an attempt that says how old its answers are. */
export interface Aged {
  readonly settings: AgeSettings
  readonly cassette: OpenCassette | undefined
  readonly command: string
}

/** Whether answers that are too old are requested again instead of being replayed. */
export function isRenewing({ mode, maxAge, onStale }: AgeSettings): boolean {
  return mode === 'record' && maxAge !== undefined && onStale === 'record'
}

/** Whether an interaction is older than `maxAge`, by the real clock. */
export function isTooOld(interaction: Interaction, { maxAge }: AgeSettings): boolean {
  return maxAge !== undefined && isStale(interaction, maxAge, Date.parse(timestamp()))
}

/** The answers of a test that are older than `maxAge`; `undefined` when there are none. */
export function findStale({ cassette, settings }: Aged): Stale | undefined {
  const { maxAge } = settings
  if (cassette === undefined || maxAge === undefined) return undefined
  // A refresh also looks up the old answers, but uses the new ones.
  const old = cassette.used().filter((interaction) => isTooOld(interaction, settings))
  if (old.length === 0) return undefined
  const now = Date.parse(timestamp())
  return { count: old.length, days: Math.max(...old.map((interaction) => daysOld(interaction, now))), maxAge }
}

/** The error of a test with answers that are too old; `undefined` when it may use them. */
export function staleError(attempt: Aged): CassetteStaleError | undefined {
  const { cassette, settings, command } = attempt
  const stale = settings.onStale === 'fail' ? findStale(attempt) : undefined
  if (stale === undefined || cassette === undefined) return undefined
  return new CassetteStaleError({
    cassette: cassette.shown,
    interactions: cassette.used().length,
    stale: stale.count,
    days: stale.days,
    maxAge: stale.maxAge,
    command,
  })
}
