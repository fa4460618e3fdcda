import { readFileSync } from 'node:fs'
import type { Cell } from './cell.ts'

/** A cell with the result of its test. */
export interface Result extends Cell {
  readonly outcome: 'passed' | 'failed'
}

interface JsonReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly meta: { readonly cell?: Cell } }>
  }>
}

/** The cells of a JSON report of Vitest, in the order of the files' names and, in a file, of its tests. */
export function readResults(path: string): Result[] {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as JsonReport
  return testResults
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ status, meta }) =>
      meta.cell === undefined ? [] : [{ ...meta.cell, outcome: status === 'passed' ? 'passed' : 'failed' } as const],
    )
}
