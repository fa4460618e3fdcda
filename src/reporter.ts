// The reporter
export { CassetteReporter, CassetteReporter as default } from './vitest/main/cassette-reporter.ts'
export type { ReporterOptions } from './vitest/main/run-files.ts'

// The document of a run
export type { RunCounts, RunDocument, RunTest } from './vitest/main/run-document.ts'
export type { Cost } from './cassette/cost.ts'
export type { ChangedAnswers, Drift, Stale, StepReport, Warning } from './cassette/test-report.ts'
export type { CountsByHost, OtherTraffic } from './cassette/other-traffic.ts'
export type { Usage } from './cassette/usage.ts'
