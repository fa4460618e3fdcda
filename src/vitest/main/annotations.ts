import { stripVTControlCharacters } from 'node:util'
import type { TestCase, TestModule, Vitest } from 'vitest/node'
import { isCassetteError } from '../../errors/is-cassette-error.ts'
import { hasReporter } from './main-process-internals.ts'
import { wireLineOf } from './run-document.ts'

/** An error that Vitest passes to reporters: plain data. The errors of an AggregateError come separately. */
interface ReportedError {
  readonly name?: string
  readonly message?: string
  readonly stacks?: readonly unknown[]
}

/**
 * Workflow commands that show the errors of this package and diagnostics beside the tests of a pull request on GitHub.
 * Vitest's own `github-actions` reporter shows only errors with a place in a file; these commands show the others.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function annotations(vitest: Vitest, modules: readonly TestModule[]): string[] {
  const isBesideVitest = hasReporter(vitest, 'github-actions')
  const isMissing = (error: ReportedError): boolean => !isBesideVitest || (error.stacks ?? []).length === 0
  return modules.flatMap((module) => {
    const place = { file: module.moduleId, line: 1 }
    return [
      ...errorLines(module.errors().filter(isMissing), place, titleOf(module)),
      ...[...module.children.allTests('failed')].flatMap((test) => {
        const at = { ...place, line: test.location?.line ?? 1 }
        const errors = (test.result().errors ?? []) as readonly ReportedError[]
        const title = titleOf(module, test)
        return [...errorLines(errors.filter(isMissing), at, title), ...wireLines(test, at, title, isBesideVitest)]
      }),
    ]
  })
}

interface Place {
  readonly file: string
  readonly line: number
}

function errorLines(errors: readonly ReportedError[], place: Place, title: string): string[] {
  return errors
    .filter(isCassetteError)
    .map(({ name, message }) => command('error', { ...place, title }, `${name}: ${message}`))
}

function wireLines(test: TestCase, place: Place, title: string, isBesideVitest: boolean): string[] {
  const isShown = isBesideVitest && test.annotations().some(({ type, location }) => type === 'wire' && location)
  const line = isShown ? undefined : wireLineOf(test)
  return line === undefined ? [] : [command('notice', { ...place, title: `wire: ${title}` }, line)]
}

function titleOf({ project: { name }, relativeModuleId }: TestModule, test?: TestCase): string {
  return `${name === '' ? '' : `[${name}] `}${test?.fullName ?? relativeModuleId}`
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
