export { HtmlReporter, HtmlReporter as default } from './vitest/main/html/html-reporter.ts'
export type { HtmlReporterOptions } from './vitest/main/html/html-reporter.ts'
