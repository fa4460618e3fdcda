import type { ShownDifference } from '../errors/difference-lines.ts'
import type { Difference } from './differences.ts'
import { changesIn } from './hunks.ts'

/** Differences an error carries: its page shows fewer, and it travels between processes. */
const kept = 12
/** Characters of a text that is new or gone. */
const longest = 240

/** Differences as an error page shows them. */
export interface Shown {
  /** The first of them, texts only around what was changed. */
  readonly differences: readonly ShownDifference[]
  /** Characters that were changed, in all of them. */
  readonly size: number
}

/**
 * Makes differences ready to be shown.
 *
 * @param showsWhole gives short texts whole.
 */
export function showDifferences(differences: readonly Difference[], showsWhole: boolean): Shown {
  let size = 0
  const shown = differences.map((difference, index): ShownDifference[] => {
    const { path, recordedPath, change, recorded = '', asked = '' } = difference
    const { hunks, size: own } =
      change === 'changed' && index < kept ? changesIn(recorded, asked, showsWhole) : wholeChange(recorded, asked)
    size += own
    return index < kept ? [{ path, ...(recordedPath !== undefined && { recordedPath }), change, hunks }] : []
  })
  return { differences: shown.flat(), size }
}

function wholeChange(recorded: string, asked: string): ReturnType<typeof changesIn> {
  const hunk = { before: '', recorded: start(recorded), asked: start(asked), after: '' }
  return { hunks: [hunk], size: Math.max(recorded.length, asked.length) }
}

function start(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
