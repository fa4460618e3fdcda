export { CassetteReporter } from './vitest/main/reporter.ts'
