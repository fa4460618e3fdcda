import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/**
 * Sums up the reports of all runs. A run that left none has failed, and the line says what the others came to. The failed
 * tests stand right above the line: a log may be cut at its beginning.
 */
const paths = process.argv.slice(2)
const reports = paths.filter(existsSync).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report)
for (const path of paths) if (!existsSync(path)) console.log(`\nno report: ${path}`)
for (const file of reports.flatMap(({ testResults }) => testResults)) {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed')
  for (const { fullName, failureMessages } of failed)
    console.log(`\nFAIL ${file.name} > ${fullName}\n${start(failureMessages.join('\n'))}`)
  if (file.status === 'failed' && failed.length === 0) console.log(`\nFAIL ${file.name}\n${start(file.message)}`)
}
const sum = (count: 'numPassedTests' | 'numFailedTests' | 'numPendingTests'): number =>
  reports.reduce((total, report) => total + report[count], 0)
const skipped = sum('numPendingTests') > 0 ? `, ${sum('numPendingTests')} skipped` : ''
console.log(`\n${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed${skipped}`)
process.exitCode =
  reports.length === paths.length && reports.every(({ success, numPassedTests }) => success && numPassedTests > 0)
    ? 0
    : 1

function start(text: string): string {
  return stripVTControlCharacters(text).split('\n').slice(0, 60).join('\n')
}
