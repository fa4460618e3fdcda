import { appendFileSync } from 'node:fs'
import type { TestCase, TestModule } from 'vitest/node'
import { reportKey, type CassetteReport } from '../../cassette/test-report.ts'
import { wireLineOf } from './run-document.ts'
import type { FailureGroup } from './failures/failure-group.ts'
import { namesOf } from './failures/group-lines.ts'
import type { SummaryRow } from '../shared/summary-row.ts'

/**
 * Adds the summary to that of a GitHub job, with the causes of failures, what happened on the wire of each failed test, and
 * where its page is.
 *
 * @param path of `GITHUB_STEP_SUMMARY`.
 * @throws the system's error.
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 */
export function writeJobSummary(
  path: string,
  rows: readonly SummaryRow[],
  modules: readonly TestModule[],
  groups: readonly FailureGroup[],
): void {
  const table = rows.filter(({ isQuote }) => !isQuote).map(({ label, text }) => `| ${label} | ${escaped(text)} |`)
  const failed = modules.flatMap((module) =>
    [...module.children.allTests('failed')].flatMap((test) => {
      const parts = [wireLineOf(test), pageOf(test)].filter((part) => part !== undefined)
      return parts.length === 0
        ? []
        : [`- ${escaped(`${module.relativeModuleId} > ${test.fullName}`)}: ${parts.map(escaped).join('<br>')}`]
    }),
  )
  const blocks = [
    ['## Cassettes'],
    ['| | |', '|---|---|', ...table],
    ...groups.map(groupBlock),
    ...(failed.length === 0 ? [] : [['### Failed tests with traffic'], failed]),
  ]
  appendFileSync(path, `\n${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`)
}

/** A cause with its difference, its tests and what to do, as GitHub shows it. */
function groupBlock(group: FailureGroup): string[] {
  const { title, difference, ways } = group
  return [
    `**${escaped(title)}**`,
    ...(difference.length === 0 ? [] : ['', ...fenced('diff', difference)]),
    '',
    ...namesOf(group).map((name) => `- ${escaped(name)}`),
    ...ways.flatMap(({ when, line }) => ['', escaped(when), ...fenced('sh', [line])]),
  ]
}

/** Lines in a block that no line of them can end. */
function fenced(language: string, lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g)?.map(({ length }) => length) ?? []))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, ...lines, fence]
}

/** The place of the page of a failed test, for an upload of the run folder. The page itself quotes the traffic. */
function pageOf(test: TestCase): string | undefined {
  const page = (test.meta() as { [reportKey]?: CassetteReport })[reportKey]?.page
  return page && `page: ${page}`
}

/** As text, whatever characters it has. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_|[\]~]/g, '\\$&')
    .replaceAll(/\s+/g, ' ')
}
