import { daysOld, isStale } from '../cassette/age.ts'
import { decide } from '../cassette/decide.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Stale } from '../cassette/test-report.ts'
import type { TestSettings } from '../cassette/test-settings.ts'
import { CassetteStaleError } from '../errors/cassette-stale-error.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { timestamp } from '../stream/clock.ts'
import type { ActiveSettings } from './test-identity.ts'

/** The part of an attempt that decides on old answers. */
export interface AgedTest {
  readonly test: { readonly settings: Pick<ActiveSettings, 'mode' | 'onStale' | 'fallback'>; readonly command: string }
  readonly options: Pick<TestSettings, 'maxAge' | 'onExhausted'>
}

/** Whether the age of an answer decides if it is replayed: a cassette then hands out none that is too old. */
export function isRenewing({ test: { settings }, options }: AgedTest): boolean {
  const [fresh, stale] = [false, true].map((isStale) =>
    decide(settings.mode, 'hit', { ...settings, ...options, isStale }),
  )
  return options.maxAge !== undefined && fresh !== stale
}

/** Whether an interaction is older than `maxAge`, by the real clock. */
export function isTooOld(interaction: Interaction, { maxAge }: Pick<TestSettings, 'maxAge'>): boolean {
  return maxAge !== undefined && isStale(interaction, maxAge, Date.parse(timestamp()))
}

/** The answers of a test that are older than `maxAge`; `undefined` when there are none. */
export function findStale(cassette: OpenCassette, options: Pick<TestSettings, 'maxAge'>): Stale | undefined {
  const { maxAge } = options
  if (maxAge === undefined) return undefined
  const old = cassette.replayed().filter((interaction) => isTooOld(interaction, options))
  if (old.length === 0) return undefined
  const now = Date.parse(timestamp())
  return { count: old.length, days: Math.max(...old.map((interaction) => daysOld(interaction, now))), maxAge }
}

/** The error of a test with answers that are too old; `undefined` when it may use them. */
export function staleError(cassette: OpenCassette, { test, options }: AgedTest): CassetteStaleError | undefined {
  const stale = test.settings.onStale === 'fail' ? findStale(cassette, options) : undefined
  if (stale === undefined) return undefined
  return new CassetteStaleError({
    cassette: cassette.shown,
    interactions: cassette.replayed().length,
    stale: stale.count,
    days: stale.days,
    maxAge: stale.maxAge,
    command: test.command,
  })
}
