export { cassettes } from './vitest/main/plugin.ts'
export type { CassetteOptions } from './vitest/main/options.ts'
