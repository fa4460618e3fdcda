import { readFileSync } from 'node:fs'

/**
 * When a cassette was recorded: the time of its oldest interaction, in milliseconds since 1970. `undefined` when there
 * is none. Cheaper than to open it; what is wrong with the file is for that to say.
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
