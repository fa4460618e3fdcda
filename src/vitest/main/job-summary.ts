import { appendFileSync } from 'node:fs'
import type { TestModule } from 'vitest/node'
import { wireLineOf } from './run-document.ts'
import type { SummaryRow } from '../shared/summary-row.ts'

/**
 * Adds the summary to that of a GitHub job, with what happened on the wire of each failed test.
 *
 * @param path of `GITHUB_STEP_SUMMARY`.
 * @throws the system's error.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 */
export function writeJobSummary(path: string, rows: readonly SummaryRow[], modules: readonly TestModule[]): void {
  const table = rows.filter(({ isQuote }) => !isQuote).map(({ label, text }) => `| ${label} | ${escaped(text)} |`)
  const failed = modules.flatMap((module) =>
    [...module.children.allTests('failed')].flatMap((test) => {
      const line = wireLineOf(test)
      return line === undefined
        ? []
        : [`- ${escaped(`${module.relativeModuleId} > ${test.fullName}`)}: ${escaped(line)}`]
    }),
  )
  const blocks = [
    ['## Cassettes'],
    ['| | |', '|---|---|', ...table],
    ...(failed.length === 0 ? [] : [['### On the wire of failed tests'], failed]),
  ]
  appendFileSync(path, `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`)
}

/** As text, whatever characters it has. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_|[\]~]/g, '\\$&')
    .replaceAll(/\s+/g, ' ')
}
