import { basename } from 'node:path'
import type { Obsolete } from '../../../store/obsolete.ts'
import { number } from '../../../util/counts.ts'
import type { SummaryRow } from '../../shared/summary-row.ts'

/** Most obsolete cassettes that the rows name. They count the others. */
const shown = 3
/** Columns for the text of a row. */
const width = 67

/**
 * Rows about the cassettes whose test no longer exists. Each fits into 80 columns where the names are short.
 *
 * @param renamed as `pairRenamed` gives them.
 */
export function obsoleteRows(
  obsolete: readonly Obsolete[],
  renamed: ReadonlyMap<string, string> = new Map(),
): SummaryRow[] {
  const paths = obsolete.flatMap((folder) => folder.paths)
  const [asked, others] = [true, false].map((isAsked) => paths.filter((path) => renamed.has(path) === isAsked))
  return [
    ...rowsOf(asked!, (path) => `perhaps that of "${renamed.get(path)}" now`, 'Rename: npx vitest-cassette rename'),
    ...rowsOf(others!, () => 'no test of this name', 'Renamed? npx vitest-cassette rename; else prune'),
  ]
}

function rowsOf(paths: readonly string[], textOf: (path: string) => string, next: string): SummaryRow[] {
  if (paths.length === 0) return []
  const more = paths.length - shown
  return [
    ...paths.slice(0, shown).flatMap((path) => rowsAbout(`${basename(path)}:`, textOf(path))),
    ...(more > 0 ? [{ label: '', text: `and ${number(more)} more` }] : []),
    { label: '', text: next },
  ]
}

/** In one row where it fits. */
function rowsAbout(name: string, text: string): SummaryRow[] {
  if (name.length + text.length < width) return [{ label: 'Obsolete', text: `${name} ${text}` }]
  return [
    { label: 'Obsolete', text: name },
    { label: '', text },
  ]
}
