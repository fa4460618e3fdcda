import type { Result } from './report.ts'

/** One section as a Markdown table, with its notes below. */
export function toTable(results: readonly Result[]): string {
  const rows = Map.groupBy(results, ({ row }) => row)
  const columns = [...new Set(results.map(({ column }) => column))]
  const notes: string[] = []
  const lines = [...rows].map(([row, cells]) => {
    const shown = columns.map((column) =>
      show(
        cells.filter((cell) => cell.column === column),
        notes,
      ),
    )
    return `| ${[row, ...shown].join(' | ')} |`
  })
  return [
    `| ${['', ...columns].join(' | ')} |`,
    `|${'---|'.repeat(columns.length + 1)}`,
    ...lines,
    ...(notes.length === 0 ? [] : ['', ...notes.map((note, index) => `${index + 1}. ${note}`)]),
  ].join('\n')
}

/** Empty when the row has no such cell. */
function show(cells: readonly Result[], notes: string[]): string {
  const [first] = cells
  if (first === undefined) return ''
  if (cells.some(({ outcome }) => outcome === 'failed')) return '**failed**'
  const numbers = cells.flatMap(({ note }) => (note === undefined ? [] : [numberOf(note, notes)]))
  const works = cells.find((cell) => (cell.works ?? 'yes') !== 'yes')?.works ?? 'yes'
  return numbers.length === 0 ? works : `${works} (${[...new Set(numbers)].join(', ')})`
}

function numberOf(note: string, notes: string[]): number {
  if (!notes.includes(note)) notes.push(note)
  return notes.indexOf(note) + 1
}

/** Rows of the page that were not measured, in measured sections: `section: row`. */
export function lostRows(page: string, results: readonly Result[]): string[] {
  return [...Map.groupBy(results, ({ section }) => section)].flatMap(([section, cells]) => {
    const [from, to] = placeOf(page, section)
    const rows = page.slice(from, to).matchAll(/^\| ([^|]+?) \|/gm)
    const measured = new Set(cells.map(({ row }) => row))
    return [...rows].flatMap(([, row = '']) => (measured.has(row) ? [] : [`${section}: ${row}`]))
  })
}

/**
 * Puts each section's table between its markers, `<!-- matrix: NAME -->` and `<!-- /matrix -->`.
 *
 * @throws Error when the page has no markers for a section.
 */
export function putTables(page: string, results: readonly Result[]): string {
  let text = page
  for (const [section, cells] of Map.groupBy(results, (result) => result.section)) {
    const [from, to] = placeOf(text, section)
    text = `${text.slice(0, from)}\n${toTable(cells)}\n\n${text.slice(to)}`
  }
  return text
}

/** Begin and end of a section's table. */
function placeOf(page: string, section: string): [from: number, to: number] {
  const [start, end] = [`<!-- matrix: ${section} -->\n`, '<!-- /matrix -->']
  const from = page.indexOf(start)
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) throw new Error(`The page has no place for "${section}": add ${start}${end}`)
  return [from + start.length, to]
}
