import { test } from 'vitest'

/** One cell of the matrix: the expected result of a row in a column. */
export interface Cell {
  /** Heading of the table, and name of its markers in `docs/compatibility.md`: `sdks`. */
  readonly section: string
  readonly row: string
  readonly column: string
  /** Meaning of a passing test: it works, works partly, or cannot work. @default 'yes' */
  readonly works?: 'yes' | 'partly' | 'no'
  /** Note below the table, one sentence of Markdown. Required for all cells except a plain yes. */
  readonly note?: string
}

declare module 'vitest' {
  interface TaskMeta {
    cell?: Cell
  }
}

/** Defines the test of a cell. Only its outcome decides the text in the table. */
export function cell(cell: Cell, check: () => void | Promise<void>): void {
  test(`${cell.section} > ${cell.row} > ${cell.column}`, async ({ task }) => {
    task.meta.cell = cell
    await check()
  })
}
