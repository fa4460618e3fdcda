/**
 * What can be set for one test, resolved: the plugin's options, then the file's, then the test's own.
 *
 * @typeParam Normalizer a function of the test's own. The settings of a project hold none: they travel between processes.
 */
export interface TestSettings<Normalizer = never> {
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

/** Adds settings: lists grow, words are replaced. */
export function withTestSettings<Normalizer>(
  settings: TestSettings<Normalizer>,
  more: Partial<TestSettings<Normalizer>>,
): TestSettings<Normalizer> {
  return {
    ignore: [...settings.ignore, ...(more.ignore ?? [])],
    normalize: [...settings.normalize, ...(more.normalize ?? [])],
    matchHeaders: [...settings.matchHeaders, ...(more.matchHeaders ?? [])],
    clock: more.clock ?? settings.clock,
    random: more.random ?? settings.random,
  }
}
