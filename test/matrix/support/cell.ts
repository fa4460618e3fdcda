import { test } from 'vitest'

/** One cell of the matrix: what a user of this row may expect in this column. */
export interface Cell {
  /** Heading of the table, and name of its markers in `docs/compatibility.md`: `sdks`. */
  readonly section: string
  readonly row: string
  readonly column: string
  /** What a passing test shows: that it works, works partly, or cannot work. @default 'yes' */
  readonly works?: 'yes' | 'partly' | 'no'
  /** What is special about it, below the table: one sentence of Markdown. A must for all but a plain yes. */
  readonly note?: string
}

declare module 'vitest' {
  interface TaskMeta {
    cell?: Cell
  }
}

/** Defines the test of a cell. Its outcome, and nothing else, decides what the table says. */
export function cell(cell: Cell, check: () => void | Promise<void>): void {
  test(`${cell.section} > ${cell.row} > ${cell.column}`, async ({ task }) => {
    task.meta.cell = cell
    await check()
  })
}
