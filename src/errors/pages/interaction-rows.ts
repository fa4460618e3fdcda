import { ends } from './visible.ts'

/**
 * A recorded interaction, as pages list it.
 *
 * @see docs/errors.md
 */
export interface InteractionRow {
  /** Its position in the cassette, from 1. */
  readonly position: number
  /** Method, host and path. */
  readonly call: string
  /** The request in one line. */
  readonly text: string
}

/** Cells of a line after the position: the page is 80 cells wide. */
const width = 72
/** The number of rows that a page shows. */
const shown = 8

/** Recorded interactions, two lines each. */
export function rowLines(rows: readonly InteractionRow[]): string {
  const lines = rows
    .slice(0, shown)
    .map(({ position, call, text }) => `  #${position}  ${ends(call, width)}\n      ${text}`)
  if (rows.length > shown) lines.push(`  and ${rows.length - shown} more`)
  return lines.join('\n')
}
