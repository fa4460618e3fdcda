/** One place in which two texts differ, as an error page shows it. */
export interface ShownDifference {
  readonly path: string
  readonly recorded?: string
  readonly asked?: string
}

/** Places shown before the rest is only counted. */
const shown = 3
/** Characters of a value that are shown. */
const widest = 72
/** Characters before the first difference that are shown of a long value. */
const lead = 24

/** The differences, recorded value over asked value, long ones cut to where they begin to differ. */
export function differenceLines(differences: readonly ShownDifference[]): string {
  const blocks = differences.slice(0, shown).map(({ path, recorded, asked }) => {
    const start = Math.max(0, firstDifference(recorded ?? '', asked ?? '') - lead)
    const lines = [`    ${path}`]
    if (recorded !== undefined) lines.push(`    - ${cut(recorded, start)}`)
    if (asked !== undefined) lines.push(`    + ${cut(asked, start)}`)
    return lines.join('\n')
  })
  if (differences.length > shown) blocks.push(`    and ${differences.length - shown} more`)
  return blocks.join('\n\n')
}

function firstDifference(a: string, b: string): number {
  let index = 0
  while (index < a.length && a[index] === b[index]) index += 1
  return index
}

function cut(text: string, start: number): string {
  const from = text.length <= widest ? 0 : Math.min(start, Math.max(0, text.length - widest))
  const piece = text.slice(from, from + widest).replaceAll(/\s/g, ' ')
  return `${from > 0 ? '…' : ''}${piece}${from + widest < text.length ? '…' : ''}`
}
