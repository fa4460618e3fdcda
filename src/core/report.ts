/** What happened in one test, in numbers; summed up at the end of the run. */
export interface Tally {
  /** Calls answered from the cassette. */
  offline: number
  /** Calls answered by a provider, by its name. */
  live: Record<string, number>
  /** Tokens of the live calls, in and out. */
  tokens: number
  /** Tokens and milliseconds that replaying did not spend. */
  savedTokens: number
  savedMs: number
}

/** What became of the cassette of one test, or of one file, in one run: plain data for the main process. */
export interface CassetteReport {
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /**
   * `refreshed` and `recorded`: the file was written; `kept`: the test failed, the old cassette stays; `missed`: a
   * request was refused.
   */
  readonly result: 'replayed' | 'missed' | 'recorded' | 'refreshed' | 'unchanged' | 'kept'
  /** Where the recording of a failing test is, relative to the root. */
  readonly keptAt?: string
  /** Recorded interactions that a passing test did not ask for. */
  readonly unused: number
  readonly tally: Readonly<Tally>
}

/** Under this name a report stands in the `meta` of a Vitest task. */
export const reportKey = 'vitestCassette'
