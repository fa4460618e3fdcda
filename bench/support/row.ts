/** One line of the table. */
export interface Row {
  readonly name: string
  readonly ours: string
  readonly reference: string
  /** Ratio or difference, in the unit of the target. */
  readonly compared: string
  readonly target: string
  /** Absent when there is no target. */
  readonly isOk?: boolean
}

const head: Row = { name: 'bench', ours: 'ours', reference: 'reference', compared: 'compared', target: 'target' }

/** The rows as an aligned table. */
export function table(rows: readonly Row[]): string {
  const lines = [head, ...rows].map((row) => [
    row.name,
    row.ours,
    row.reference,
    row.compared,
    row.target,
    row === head ? '' : verdict(row),
  ])
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? []
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function verdict({ isOk }: Row): string {
  return isOk === undefined ? '' : isOk ? 'ok' : 'over'
}

export function milliseconds(value: number): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : 0)} ms`
}

export function microseconds(value: number): string {
  return `${(value * 1000).toFixed(0)} µs`
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`
}
