import type { ShownDifference } from '../../errors/pages/difference-lines.ts'
import type { Difference } from './differences.ts'
import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'
import { changesIn } from './text-diff.ts'
import { withoutData } from './shown-data.ts'

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
      change === 'changed' && index < kept ? textChange(recorded, asked, showsWhole) : wholeChange(recorded, asked)
    size += own
    return index < kept ? [{ path, ...(recordedPath !== undefined && { recordedPath }), change, hunks }] : []
  })
  return { differences: shown.flat(), size }
}

function textChange(recorded: string, asked: string, showsWhole: boolean): ReturnType<typeof changesIn> {
  const [before, now] = [withoutData(recorded), withoutData(asked)]
  if (before === now || (before === recorded && now === asked)) return changesIn(recorded, asked, showsWhole)
  const prefix = commonPrefix(recorded, asked)
  const size = Math.max(recorded.length, asked.length) - prefix - commonSuffix(recorded, asked, prefix)
  return { hunks: changesIn(before, now, showsWhole).hunks, size }
}

function wholeChange(recorded: string, asked: string): ReturnType<typeof changesIn> {
  const hunk = { before: '', recorded: start(withoutData(recorded)), asked: start(withoutData(asked)), after: '' }
  return { hunks: [hunk], size: Math.max(recorded.length, asked.length) }
}

function start(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
