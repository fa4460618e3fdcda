export { cassettes } from './vitest/main/cassettes-plugin.ts'
export type { AllowedSecret, CassetteOptions, GuardOptions, NormalizerEntry, ReadyName } from './cassette/options.ts'
