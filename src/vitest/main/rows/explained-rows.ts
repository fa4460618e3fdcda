import { docsPlace } from '../../../errors/pages/docs-place.ts'
import type { SummaryRow } from '../../shared/summary-row.ts'
import type { FailureGroup } from '../failures/failure-group.ts'

/** Names the section of the docs about each kind of error that failed a test, once for the run. */
export function explainedRows(groups: readonly FailureGroup[]): SummaryRow[] {
  const errors = groups.flatMap(({ failures }) => failures.flatMap(({ error }) => (error === 'no-key' ? [] : [error])))
  const places = [...new Set(errors.map(docsPlace))].sort()
  return places.map((text, index) => ({ label: index === 0 ? 'Explained' : '', text }))
}
