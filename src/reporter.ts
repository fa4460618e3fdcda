export { CassetteReporter, CassetteReporter as default } from './vitest/main/cassette-reporter.ts'
export type { RunCounts, RunDocument, RunTest } from './vitest/main/run-document.ts'
export type { ReporterOptions } from './vitest/main/run-files.ts'
