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
    const longest = Math.max(recorded?.length ?? 0, asked?.length ?? 0)
    const start = Math.max(0, Math.min(firstDifference(recorded ?? '', asked ?? '') - lead, longest - widest))
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
  const piece = text.slice(start, start + widest).replaceAll(/\s/g, ' ')
  return `${start > 0 ? '…' : ''}${piece}${start + widest < text.length ? '…' : ''}`
}
