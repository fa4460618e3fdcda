import type { Normalizer } from '../match/normalize/normalizer.ts'

/** What can be set for one test, resolved: the plugin's options, then the file's, then the test's own. */
export interface TestSettings {
  /** Paths that do not count. */
  readonly ignore: readonly string[]
  /** Names of ready normalizers, paths of modules whose exports are normalizers, and in a test also functions. */
  readonly normalize: ReadonlyArray<string | Normalizer>
  /** Request headers that count beside those the provider names. */
  readonly matchHeaders: readonly string[]
  /** `recorded`: while replaying, `Date` begins at the time of the recording. */
  readonly clock: 'real' | 'recorded'
  /** `seeded`: `Math.random` and `crypto.randomUUID` give the same in every run. */
  readonly random: 'real' | 'seeded'
}

/** Lists grow, words are replaced. */
export function withTestSettings(settings: TestSettings, more: Partial<TestSettings>): TestSettings {
  return {
    ignore: [...settings.ignore, ...(more.ignore ?? [])],
    normalize: [...settings.normalize, ...(more.normalize ?? [])],
    matchHeaders: [...settings.matchHeaders, ...(more.matchHeaders ?? [])],
    clock: more.clock ?? settings.clock,
    random: more.random ?? settings.random,
  }
}
