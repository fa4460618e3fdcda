import { mergeModels, type Usage } from './usage.ts'

/** Counts of one test. The end of the run adds them up. */
export interface Tally {
  /** Calls answered from the cassette. */
  offline: number
  /** Calls answered by a provider, by the name of the provider. */
  live: Record<string, number>
  /** Tokens of the live calls, input and output. */
  tokens: number
  /** Tokens and milliseconds that replaying saved. */
  savedTokens: number
  savedMs: number
  /** Tokens by the name of the model: of the live calls, and of the replayed calls. */
  models: Record<string, Usage>
  savedModels: Record<string, Usage>
}

/**
 * Replayed answers that are older than `maxAge`.
 *
 * @see docs/modes.md#old-recordings
 */
export interface Stale {
  readonly count: number
  /** Age of the oldest, in days. */
  readonly days: number
  /** The limit, as the user wrote it. */
  readonly maxAge: string
}

/**
 * Changes that a recording run made to a cassette.
 *
 * @see docs/modes.md#what-a-recording-has-changed
 */
export interface Drift {
  /** Interactions that did not change. */
  readonly replayed: number
  /** Requests that were recorded again and are the same as before. */
  readonly refreshed: number
  /** Requests that the cassette did not hold. */
  readonly recorded: number
  /** Interactions that the cassette no longer holds. */
  readonly dropped: number
  /** Path, relative to the root, of a file that quotes the changes. Reports never quote them. */
  readonly quotesAt?: string
}

/**
 * Answers of a recording run that say something else than the recorded ones.
 *
 * @see docs/modes.md#what-a-recording-has-changed
 */
export interface ChangedAnswers {
  readonly changed: number
  /** Path, relative to the root, of a file that quotes the changes. Reports never quote them. */
  readonly quotesAt?: string
}

/**
 * Result of one step of a test.
 *
 * @see docs/steps.md#the-facts-about-a-step
 */
export interface StepReport {
  /** The name as written in the test, with its `{name}`s: their values may be private. */
  readonly name: string
  readonly state: 'running' | 'passed' | 'recovered' | 'failed'
  /** Requests of the step, of its inner steps and of its recovery, and the tokens of their answers. */
  readonly calls: number
  readonly usage: Usage
  readonly steps: readonly StepReport[]
}

/**
 * A problem that the user sees but that fails no test.
 *
 * @see docs/reporter.md#warnings
 */
export interface Warning {
  readonly about: 'stuck' | 'unused' | 'order' | 'log' | 'drift' | 'redacted' | 'dropped'
  /** One line that quotes no traffic. */
  readonly text: string
  /** Positions of the calls in the test, or of the unused interactions in the cassette. */
  readonly positions?: readonly number[]
  /** Path, relative to the root, of a file with the details, which quote traffic. */
  readonly quotesAt?: string
}

/** Result for the cassette of one test, or of one file, in one run: plain data for the main process. */
export interface CassetteReport {
  /** Name of the test without its secrets; absent where it holds none. */
  readonly safeName?: string
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /**
   * `refreshed`, `recorded`: the file was written. `unchanged`: calls went live, and the answers say the same. `refused`:
   * the file could not be written, and an error says why. `renamed`: an obsolete cassette has become that of the test.
   * `kept`: the test failed and the old cassette stays. `missed`: a request was refused. `unrecorded`: a request was
   * refused, or cut off by the end of the test, and the test has no cassette yet. `unreadable`: the cassette could not be
   * read.
   * `unfinished`: the file was written, and its test was stopped by a timeout or by the end of the run.
   */
  readonly result:
    | 'replayed'
    | 'missed'
    | 'unrecorded'
    | 'unreadable'
    | 'recorded'
    | 'refreshed'
    | 'renamed'
    | 'unfinished'
    | 'unchanged'
    | 'kept'
    | 'refused'
  /** Path of the obsolete cassette with which the test went on, relative to the root. */
  readonly takenFrom?: string
  /** Path of the obsolete cassette that the page of a test without a cassette offers, relative to the root. */
  readonly offered?: string
  /** Path of the recording of a failed test, relative to the root. */
  readonly keptAt?: string
  /** Path of the page of a failed test, relative to the root. It quotes the traffic; reports never do. */
  readonly page?: string
  /** Names and versions of the SDKs, as they name themselves in their requests; absent when none does. */
  readonly clients?: readonly string[]
  /** Absent when there are none. */
  readonly warnings?: readonly Warning[]
  /** The outermost steps of the last attempt; absent when there are none. */
  readonly steps?: readonly StepReport[]
  /** Absent when the requests are the same as before. */
  readonly drift?: Drift
  /** Absent when all answers say the same as before. */
  readonly answers?: ChangedAnswers
  /** Absent when no replayed answer is stale. */
  readonly stale?: Stale
  /** Recorded interactions that a passing test did not use. */
  readonly unused: number
  /** Replayed answers to a request that the provider has not seen, by `accept --requests`; absent when there are none. */
  readonly requestChanged?: number
  /** Interactions that a refresh kept because it could not reach the provider. */
  readonly unrefreshed?: number
  /** Beginnings of the match keys of all requests, each once. */
  readonly asked: readonly string[]
  /** How often each path of `ignore` matched. */
  readonly ignored?: Readonly<Record<string, IgnoredReport>>
  /** Names of response headers that the cassette does not hold; absent when there are none. */
  readonly withheldHeaders?: readonly string[]
  readonly tally: Readonly<Tally>
}

/** Matches of one path of `ignore` in one test. */
export interface IgnoredReport {
  readonly matches: number
  readonly nearest?: string
}

/** Combines the reports of two attempts of a test: counts add up, and a result that wrote the file wins. */
export function addReports(earlier: CassetteReport, later: CassetteReport): CassetteReport {
  const hasWritten = (['recorded', 'refreshed', 'unfinished', 'kept'] as const).some(
    (result) => result === later.result,
  )
  const withheld = [...new Set([...(earlier.withheldHeaders ?? []), ...(later.withheldHeaders ?? [])])]
  return {
    ...(earlier.drift && { drift: earlier.drift }),
    ...(earlier.answers && { answers: earlier.answers }),
    ...(earlier.warnings && { warnings: earlier.warnings }),
    ...later,
    ...(withheld.length > 0 && { withheldHeaders: withheld }),
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
    models: mergeModels(a.models, b.models),
    savedModels: mergeModels(a.savedModels, b.savedModels),
  }
}

/** Key of a report in the `meta` of a Vitest task. */
export const reportKey = 'vitestCassette'
