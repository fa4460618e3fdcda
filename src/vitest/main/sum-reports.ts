import type { CassetteReport } from '../../cassette/test-report.ts'

/** Adds up a count over reports. */
export function sumReports(reports: readonly CassetteReport[], count: (report: CassetteReport) => number): number {
  return reports.reduce((total, report) => total + count(report), 0)
}
