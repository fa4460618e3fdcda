export { cassettes } from './vitest/main/cassettes-plugin.ts'
export type { CassetteOptions, GuardOptions } from './cassette/options.ts'
export type { AllowedSecret } from './cassette/settings.ts'
