import type { ShownDifference } from '../../errors/pages/difference-lines.ts'
import type { Difference } from './differences.ts'
import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'
import { changesIn } from './text-diff.ts'
import { withoutData } from './shown-data.ts'

/** Most differences in an error. Its page shows fewer, and the error is sent between processes. */
const mostDifferences = 12
/** Longest shown part of an added or removed text, in characters. */
const longest = 240

/** Differences in the form of an error page. */
export interface Shown {
  /** The first differences, with texts cut around their changes. */
  readonly differences: readonly ShownDifference[]
  /** Changed characters in all differences. */
  readonly size: number
}

/**
 * Prepares differences for an error page.
 *
 * @param showsWhole returns short texts whole.
 */
export function showDifferences(differences: readonly Difference[], showsWhole: boolean): Shown {
  let size = 0
  const shown = differences.map((difference, index): ShownDifference[] => {
    const { path, recordedPath, change, moved, recorded = '', asked = '' } = difference
    const { hunks, size: own } =
      change === 'changed' && index < mostDifferences
        ? textChange(recorded, asked, showsWhole)
        : wholeChange(recorded, asked)
    size += own
    return index < mostDifferences
      ? [{ path, ...(recordedPath !== undefined && { recordedPath }), change, ...(moved && { moved }), hunks }]
      : []
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
