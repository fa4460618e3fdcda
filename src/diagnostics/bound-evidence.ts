import { isTerminal, type Evidence } from './evidence.ts'

/**
 * A gap in exported evidence.
 *
 * @see docs/diagnostics.md#what-can-be-read
 */
export interface Omission {
  readonly type: 'evidence_omitted'
  readonly count: number
}

/** Most exported entries: the first, the last, the cause, other ends of calls, and the neighbours of each end. */
const [most, first, last] = [24, 8, 5]

/**
 * The exported part of the evidence. It shows the beginning and the end.
 *
 * @param cause position of the cause of the failure, which is always exported; -1 without a failure.
 */
export function boundEvidence(evidence: readonly Evidence[], cause: number): ReadonlyArray<Evidence | Omission> {
  if (evidence.length <= most) return evidence
  const exported = new Set<number>()
  const add = (index: number): void => {
    // The omission takes one entry.
    if (index >= 0 && index < evidence.length && exported.size < most - 1) exported.add(index)
  }
  if (cause >= 0) for (const index of [cause, cause - 1, cause + 1]) add(index)
  for (let index = 0; index < first; index++) add(index)
  for (let index = evidence.length - last; index < evidence.length; index++) add(index)
  for (const [index, { type }] of evidence.entries()) if (isTerminal(type)) add(index)
  for (const [index, { type }] of evidence.entries())
    if (isTerminal(type)) for (const beside of [index - 1, index + 1]) add(beside)
  const omission: Omission = { type: 'evidence_omitted', count: evidence.length - exported.size }
  const begin = evidence.slice(0, first)
  const rest = evidence.filter((_, index) => index >= first && exported.has(index))
  return [...begin, omission, ...rest]
}
