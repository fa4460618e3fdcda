import { orderText, type ShownDifference } from './difference-lines.ts'
import { cellsOf } from './cells.ts'
import { beginning, ending, ends, showApart, visible } from './visible.ts'

/** Cells of a line after the labels of the summary. */
const width = 66
/** The fewest cells of each text. */
const fewest = 12

/** A change of a request in one line: `messages[2].content: "for two, please" → "for four, please"`. */
export function changeLine(differences: readonly ShownDifference[], total: number): string {
  const [first] = differences
  if (first === undefined) return ''
  const more = total === 1 ? '' : `, and ${total - 1} more`
  const path = ends(visible(first.path), width - more.length - 9 - 2 * fewest)
  const room = Math.max(fewest, Math.floor((width - cellsOf(path) - more.length - 9) / 2))
  return `${textOf({ ...first, path }, room)}${more}`
}

function textOf({ path, change, moved = [], hunks: [hunk] }: ShownDifference, room: number): string {
  const { before = '', recorded = '', asked = '', after = '' } = hunk ?? {}
  const quoted = (text: string): string => `"${beginning(visible(text), room)}"`
  if (change === 'added') return `${path} is new: ${quoted(asked)}`
  if (change === 'removed') return `${path} is gone: ${quoted(recorded)}`
  if (change === 'reordered') return `${path}${orderText(path, moved)}`
  // The text before the change is cut, so that the change itself has room.
  const lead = ending(visible(before), Math.max(0, room - Math.max(cellsOf(recorded), cellsOf(asked)) - 1))
  const show = showApart(recorded, asked)
  const from = (text: string): string => `"${lead}${beginning(`${show(text)}${visible(after)}`, room - cellsOf(lead))}"`
  return `${path}: ${from(recorded)} → ${from(asked)}`
}
