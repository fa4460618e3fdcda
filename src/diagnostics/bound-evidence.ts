import { isTerminal, type Evidence } from './evidence.ts'

/** A gap in exported evidence. */
export interface Omission {
  readonly type: 'evidence_omitted'
  readonly count: number
}

/** At most so many are exported: the first, the last, the cause, and what else ended a call; each end with what stands beside it. */
const [most, first, last] = [24, 8, 5]

/**
 * The part of the evidence that is exported: enough to see how it began and how it ended.
 *
 * @param cause position of what the run failed with; it is never left out. -1 when there is none.
 */
export function boundEvidence(evidence: readonly Evidence[], cause: number): ReadonlyArray<Evidence | Omission> {
  if (evidence.length <= most) return evidence
  const kept = new Set<number>()
  const keep = (index: number): void => {
    // One place is for the gap.
    if (index >= 0 && index < evidence.length && kept.size < most - 1) kept.add(index)
  }
  if (cause >= 0) for (const index of [cause, cause - 1, cause + 1]) keep(index)
  for (let index = 0; index < first; index++) keep(index)
  for (let index = evidence.length - last; index < evidence.length; index++) keep(index)
  for (const [index, { type }] of evidence.entries()) if (isTerminal(type)) keep(index)
  for (const [index, { type }] of evidence.entries())
    if (isTerminal(type)) for (const beside of [index - 1, index + 1]) keep(beside)
  const omission: Omission = { type: 'evidence_omitted', count: evidence.length - kept.size }
  const begin = evidence.slice(0, first)
  const rest = evidence.filter((_, index) => index >= first && kept.has(index))
  return [...begin, omission, ...rest]
}
