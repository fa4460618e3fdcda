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

/** One report for two attempts of a test: counts add up, and what a later attempt left as it was, the earlier had written. */
export function addReports(earlier: CassetteReport, later: CassetteReport): CassetteReport {
  const hasWritten = (['recorded', 'refreshed', 'kept'] as const).some((result) => result === later.result)
  return {
    ...later,
    result: hasWritten || earlier.result === 'kept' ? later.result : earlier.result,
    tally: addTallies(earlier.tally, later.tally),
  }
}

function addTallies(a: Readonly<Tally>, b: Readonly<Tally>): Tally {
  const names = new Set([...Object.keys(a.live), ...Object.keys(b.live)])
  return {
    offline: a.offline + b.offline,
    live: Object.fromEntries([...names].map((name) => [name, (a.live[name] ?? 0) + (b.live[name] ?? 0)])),
    tokens: a.tokens + b.tokens,
    savedTokens: a.savedTokens + b.savedTokens,
    savedMs: a.savedMs + b.savedMs,
  }
}

/** Under this name a report stands in the `meta` of a Vitest task. */
export const reportKey = 'vitestCassette'
