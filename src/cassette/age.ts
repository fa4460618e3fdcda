import type { Interaction } from './interaction.ts'

const units: Readonly<Record<string, number>> = { h: 1, d: 24, w: 7 * 24, y: 365 * 24 }

/** Milliseconds in an hour, the smallest unit. */
const hour = 60 * 60 * 1000

/** Milliseconds of a duration such as `12h`, `90d`, `4w` or `1y`; `undefined` for any other text. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})\s*([hdwy])$/i.exec(text.trim()) ?? []
  return count === undefined || unit === undefined ? undefined : Number(count) * units[unit.toLowerCase()]! * hour
}

/**
 * Whether an interaction is older than `maxAge`.
 *
 * @param maxAge a duration in the form that {@link parseDuration} reads.
 * @param now milliseconds since 1970.
 */
export function isStale({ recordedAt }: Interaction, maxAge: string, now: number): boolean {
  return now - Date.parse(recordedAt) > (parseDuration(maxAge) ?? Number.POSITIVE_INFINITY)
}

/** Whole days since an interaction was recorded. */
export function daysOld({ recordedAt }: Pick<Interaction, 'recordedAt'>, now: number): number {
  return Math.floor((now - Date.parse(recordedAt)) / (24 * hour))
}
