export { CassetteReporter, CassetteReporter as default } from './vitest/main/reporter.ts'
