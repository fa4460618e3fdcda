import type { CassetteReport } from '../../../cassette/test-report.ts'
import { number } from '../../../util/counts.ts'
import type { SummaryRow } from '../../shared/summary-row.ts'

/** The response headers of a run that apps received and that the cassettes do not hold, each once. */
export function withheldHeadersOf(reports: readonly CassetteReport[]): string[] {
  return [...new Set(reports.flatMap(({ withheldHeaders = [] }) => withheldHeaders))].sort()
}

/** Headers that are named before the rest is only counted. */
const shown = 8

/** The row that names them, while recording. */
export function withheldHeadersRow(reports: readonly CassetteReport[]): SummaryRow[] {
  const names = withheldHeadersOf(reports)
  if (names.length === 0) return []
  const more = names.length > shown ? ` and ${number(names.length - shown)} more headers` : ''
  return [{ label: 'Not stored', text: `${names.slice(0, shown).join(', ')}${more}   responseHeaders stores them` }]
}
