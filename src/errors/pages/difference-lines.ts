import { cellsOf, lastCells } from './cells.ts'
import { beginning, ending, ends, showApart, visible } from './visible.ts'

/**
 * A changed part of a text, and the text around it; `…` marks a cut.
 *
 * @see docs/errors.md#cassette_miss
 */
export interface Hunk {
  readonly before: string
  readonly recorded: string
  readonly asked: string
  readonly after: string
}

/**
 * A place in which two requests differ, as an error page shows it.
 *
 * @see docs/errors.md#cassette_miss
 */
export interface ShownDifference {
  readonly path: string
  /** The place in the recorded request, where it is another. */
  readonly recordedPath?: string
  readonly change: 'changed' | 'added' | 'removed' | 'reordered'
  /** Positions of the items of a list that stand elsewhere, from 0; absent for another change. */
  readonly moved?: readonly number[]
  /** The changed parts of its text, in order; one where the place is new or gone. */
  readonly hunks: readonly Hunk[]
}

/** The number of places, and of changes in each, that a page shows. */
const shown = { places: 4, hunks: 3 }
/** Cells of a line of text after its sign: the page is 80 cells wide. */
const width = 74
/** Cells of unchanged text before a change. */
const lead = 36

/**
 * The differences, recorded text over asked text, each line cut to its change.
 *
 * @param cells of a line of text after its sign.
 */
export function differenceLines(
  differences: readonly ShownDifference[],
  total: number = differences.length,
  cells: number = width,
): string {
  const blocks = differences.slice(0, shown.places).map((difference) => {
    const { change, hunks } = difference
    const pairs = hunks.slice(0, shown.hunks).map((hunk) => {
      const [recorded, asked] = linesOf(hunk, cells)
      return [...(change === 'added' ? [] : [`    - ${recorded}`]), ...(change === 'removed' ? [] : [`    + ${asked}`])]
    })
    if (hunks.length > shown.hunks)
      pairs.push([`    and ${places(hunks.length - shown.hunks, 'more place')} in this text`])
    return [`    ${headOf(difference, cells + 2)}`, ...pairs.flat()].join('\n')
  })
  const rest = differences.slice(shown.places)
  if (total > shown.places)
    blocks.push(
      `    ${restOf(
        rest.map(({ path }) => path),
        total - shown.places,
      )}`,
    )
  return blocks.join('\n\n')
}

/** `3 places`. */
export function places(count: number, noun = 'place'): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function headOf({ path, recordedPath, change, moved = [] }: ShownDifference, cells: number): string {
  const words = { added: ' is new', removed: ' is gone', reordered: orderText(path, moved), changed: '' }[change]
  if (recordedPath === undefined || change !== 'changed') return `${shortPath(path, cells - words.length)}${words}`
  const whole = `${path} (was ${recordedPath})`
  const room = cellsOf(whole) <= cells ? cells : Math.floor((cells - ' (was )'.length) / 2)
  return `${shortPath(path, room)} (was ${shortPath(recordedPath, room)})`
}

/** The end of a line about a list with another order. */
export function orderText(path: string, moved: readonly number[]): string {
  const [first, second, ...others] = moved
  return second === undefined || others.length > 0
    ? ' has another order'
    : `[${first}] and ${path.split('.').at(-1)}[${second}] changed places`
}

function restOf(paths: readonly string[], count: number): string {
  const names = paths.slice(0, 2).map((path) => shortPath(path, 26))
  return `and ${count} more${names.length === 0 ? '' : `: ${names.join(', ')}${count > names.length ? ', …' : ''}`}`
}

/** A path holds names of the user, which may be long. */
function shortPath(path: string, cells: number): string {
  return ends(visible(path), cells)
}

/** The recorded text and the text of the test, cut so that the difference is visible. */
function linesOf({ before, recorded, asked, after }: Hunk, cells: number): readonly [recorded: string, asked: string] {
  const show = showApart(recorded, asked)
  const start = ending(visible(before), lead)
  const [left, right] = [`${start}${show(recorded)}`, `${start}${show(asked)}`]
  let same = 0
  while (same < left.length && left[same] === right[same]) same += 1
  if (/[\ud800-\udbff]/.test(left.charAt(same - 1))) same -= 1
  const shared = left.slice(0, same)
  // The equal text, written out, may leave no room for the difference.
  const from = cellsOf(shared) > cells - lead / 2 ? same - lastCells(shared, lead).length : 0
  const cut = (text: string): string => beginning(`${from === 0 ? '' : '…'}${text.slice(from)}${visible(after)}`, cells)
  return [cut(left), cut(right)]
}
