import { readFileSync } from 'node:fs'

/**
 * Time of a cassette's oldest interaction, in milliseconds since 1970; `undefined` when there is none. It is cheaper than
 * opening the cassette, which also reports errors in the file.
 */
export function recordedAt(path: string): number | undefined {
  try {
    const { interactions } = JSON.parse(readFileSync(path, 'utf8')) as { interactions: Array<{ recordedAt: string }> }
    const times = interactions.map((interaction) => Date.parse(interaction.recordedAt)).filter(Number.isFinite)
    return times.length === 0 ? undefined : Math.min(...times)
  } catch {
    return undefined
  }
}
