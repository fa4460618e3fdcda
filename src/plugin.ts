export { cassettes } from './vitest/main/cassettes-plugin.ts'
export type { CassetteOptions } from './options/options.ts'
