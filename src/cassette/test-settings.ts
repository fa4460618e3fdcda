/**
 * The resolved settings of one test: the plugin's options, then the file's, then the test's own.
 *
 * @typeParam Normalizer a function of the test. The settings of a project hold none: they are sent between processes.
 */
export interface TestSettings<Normalizer = never> {
  /** Paths that matching ignores. */
  readonly ignore: readonly string[]
  /** Names of built-in normalizers, paths of modules that export normalizers, and in a test also functions. */
  readonly normalize: ReadonlyArray<string | Normalizer>
  /** Request headers that matching compares beside those of the provider. */
  readonly matchHeaders: readonly string[]
  /** `recorded`: during replay, `Date` starts at the time of the recording. */
  readonly clock: 'real' | 'recorded'
  /** `seeded`: `Math.random` and `crypto.randomUUID` return the same values in every run. */
  readonly random: 'real' | 'seeded'
}

/** Adds settings: lists are joined, other values are replaced. */
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
