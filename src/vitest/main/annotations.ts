import { stripVTControlCharacters } from 'node:util'
import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { namesOf } from './failures/group-lines.ts'
import type { FailureGroup } from './failures/failure-group.ts'
import { hasReporter } from './main-process-internals.ts'
import { wireLineOf } from './run-document.ts'

/**
 * Workflow commands that show each cause of failures once in a pull request on GitHub, and beside the other failed tests
 * what happened on the wire. Vitest's own `github-actions` reporter shows only errors with a place in a file.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function annotations(vitest: Vitest, modules: readonly TestModule[], groups: readonly FailureGroup[]): string[] {
  const isBesideVitest = hasReporter(vitest, 'github-actions')
  const explained = new Set(groups.flatMap(({ failures }) => failures.map(({ id }) => id)))
  return [
    ...groups.flatMap((group) => causeLine(group, isBesideVitest)),
    ...modules.flatMap((module) =>
      [...module.children.allTests('failed')]
        .filter(({ id }) => !explained.has(id))
        .flatMap((test) => wireLines(test, module, isBesideVitest)),
    ),
  ]
}

/** The annotation of a cause, at its first test. */
function causeLine(group: FailureGroup, isBesideVitest: boolean): string[] {
  const { failures, title } = group
  const [first] = failures
  if (first === undefined || (isBesideVitest && first.hasPlace)) return []
  const { file, line } = first
  return [command('error', { file, line, title }, pageOf(group).join('\n'))]
}

/** The difference, the tests and the ways of a group, or the page of its error. */
export function pageOf(group: FailureGroup): string[] {
  const { difference, ways, failures } = group
  const [first] = failures
  const page = ways.length > 0 || first === undefined || first.error === 'no-key' ? [] : first.error.message.split('\n')
  const rows = ways.flatMap(({ when, line }) => [when, `  ${line}`])
  return [difference, page, namesOf(group), rows]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}

function wireLines(test: TestCase, module: TestModule, isBesideVitest: boolean): string[] {
  const isShown = isBesideVitest && test.annotations().some(({ type, location }) => type === 'wire' && location)
  const text = isShown ? undefined : wireLineOf(test)
  const line = test.location?.line ?? 1
  return text === undefined
    ? []
    : [command('notice', { file: module.moduleId, line, title: `wire: ${titleOf(module, test)}` }, text)]
}

function titleOf({ project: { name } }: TestModule, test: TestCase): string {
  return `${name === '' ? '' : `[${name}] `}${test.fullName}`
}

/** One workflow command, on one line. */
export function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const text = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(String(value))}`)
  return `::${name} ${text.join(',')}::${escaped(message)}`
}

function escaped(text: string): string {
  return stripVTControlCharacters(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
