import { existsSync, readFileSync } from 'node:fs'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly success: boolean
}

/** Sums up the reports of all runs. A run that left none has failed, and the line says what the others came to. */
const paths = process.argv.slice(2)
const reports = paths.filter(existsSync).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Report)
const sum = (count: keyof Omit<Report, 'success'>): number =>
  reports.reduce((total, report) => total + report[count], 0)
const skipped = sum('numPendingTests') > 0 ? `, ${sum('numPendingTests')} skipped` : ''
console.log(`${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed${skipped}`)
process.exitCode =
  reports.length === paths.length && reports.every(({ success, numPassedTests }) => success && numPassedTests > 0)
    ? 0
    : 1
