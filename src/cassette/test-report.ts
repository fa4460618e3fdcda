import { mergeModels, type Usage } from './usage.ts'

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
  /** Tokens of the live calls, by the name of the model that was asked, and the same of the replayed ones. */
  models: Record<string, Usage>
  savedModels: Record<string, Usage>
}

/** Answers that are older than they may be. */
export interface Stale {
  readonly count: number
  /** Age of the oldest, in days. */
  readonly days: number
  /** How old they may be, as the user wrote it. */
  readonly maxAge: string
}

/** How a cassette was changed by a recording run, or made by it. */
export interface Drift {
  /** Interactions that were kept as they were. */
  readonly replayed: number
  /** Requests that were recorded anew, and are the same as before. */
  readonly refreshed: number
  /** Requests that were not in it. */
  readonly recorded: number
  /** Interactions that are no longer in it. */
  readonly dropped: number
  /** Path, relative to the root, of the lines that quote what is new or changed: no report holds them itself. */
  readonly quotesAt?: string
}

/** What became of a step of a test. */
export interface StepReport {
  /** As it is written in the test: what stands for `{name}`s may be private, and stays in the test. */
  readonly name: string
  readonly state: 'running' | 'passed' | 'recovered' | 'failed'
  /** Requests made in it, in the steps in it, and in its recovery; and the tokens of their answers. */
  readonly calls: number
  readonly usage: Usage
  readonly steps: readonly StepReport[]
}

/** Something that fails no test and is to be seen. */
export interface Warning {
  readonly about: 'stuck' | 'unused' | 'log' | 'drift'
  /** What happened, in a line that quotes nothing. */
  readonly text: string
  /** Of the calls it is about: their places in the test, or of what is unused in the cassette. */
  readonly positions?: readonly number[]
  /** Path, relative to the root, of the lines that say more and quote what was asked. */
  readonly quotesAt?: string
}

/** What became of the cassette of one test, or of one file, in one run: plain data for the main process. */
export interface CassetteReport {
  /** Path of the cassette, relative to the root. */
  readonly cassette: string
  /**
   * `refreshed` and `recorded`: the file was written; `unchanged`: calls went live, and there was nothing to write; `refused`: it could not be, and an error says why; `kept`: the test failed, the old cassette stays; `missed`: a
   * request was refused.
   */
  readonly result: 'replayed' | 'missed' | 'recorded' | 'refreshed' | 'unchanged' | 'kept' | 'refused'
  /** Where the recording of a failing test is, relative to the root. */
  readonly keptAt?: string
  /** Absent when there are none. */
  readonly warnings?: readonly Warning[]
  /** The outermost steps of the last attempt; absent when there are none. */
  readonly steps?: readonly StepReport[]
  /** Absent when what it holds asks for the same as before. */
  readonly drift?: Drift
  /** Replayed answers that are older than they may be; absent when there are none. */
  readonly stale?: Stale
  /** Recorded interactions that a passing test did not ask for. */
  readonly unused: number
  /** Interactions that a refresh could not ask anew, and kept as they were. */
  readonly unrefreshed?: number
  /** What was asked: the beginnings of the match keys, each once. */
  readonly asked: readonly string[]
  /** For each path of `ignore`, how often it matched, and when it did not, the real path nearest to it. */
  readonly ignored?: Readonly<Record<string, IgnoredReport>>
  readonly tally: Readonly<Tally>
}

/** What became of one path of `ignore` in one test. */
export interface IgnoredReport {
  readonly matches: number
  readonly nearest?: string
}

/** One report for two attempts of a test: counts add up, and what a later attempt left as it was, the earlier had written. */
export function addReports(earlier: CassetteReport, later: CassetteReport): CassetteReport {
  const hasWritten = (['recorded', 'refreshed', 'kept'] as const).some((result) => result === later.result)
  return {
    ...(earlier.drift && { drift: earlier.drift }),
    ...(earlier.warnings && { warnings: earlier.warnings }),
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
    models: mergeModels(a.models, b.models),
    savedModels: mergeModels(a.savedModels, b.savedModels),
  }
}

/** Under this name a report stands in the `meta` of a Vitest task. */
export const reportKey = 'vitestCassette'
