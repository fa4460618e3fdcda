import { readFileSync, statSync } from 'node:fs'
import type { Interaction } from '../cassette/interaction.ts'
import { readingOf, type ClockReading } from '../cassette/test-clock.ts'

/** The times that a recorded test read, in milliseconds since 1970. */
export interface RecordedClock {
  /** When the test began. */
  readonly startedAt: number
  /** Readings before each request, in the order of the requests. */
  readonly readings: readonly ClockReading[]
}

/**
 * The clock of a recorded test; `undefined` when there is no cassette. It is cheaper than opening the cassette, which also
 * reports errors in the file.
 */
export function recordedClock(path: string): RecordedClock | undefined {
  try {
    // To read from a pipe may never end.
    if (!statSync(path).isFile()) return undefined
    const { test, interactions } = JSON.parse(readFileSync(path, 'utf8')) as {
      test?: { startedAt?: string }
      interactions: Array<Pick<Interaction, 'clock' | 'recordedAt'>>
    }
    const readings = interactions.map(readingOf).filter((reading) => reading.every(Number.isFinite))
    const first = Math.min(...readings.map(([time]) => time))
    const startedAt = test?.startedAt === undefined ? first : Date.parse(test.startedAt)
    return readings.length === 0 ? undefined : { startedAt, readings }
  } catch {
    return undefined
  }
}
