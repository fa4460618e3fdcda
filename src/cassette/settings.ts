import type { Price } from './cost.ts'
import type { Mode } from './mode.ts'
import type { TestSettings } from './test-settings.ts'
import type { ModeSource } from '../errors/pages/call-page.ts'

/** When replayed chunks arrive. */
export interface StreamTiming {
  /** `instant`: as fast as the client reads. `recorded`: as far apart as they came. @default 'instant' */
  readonly timing: 'instant' | 'recorded'
  /** How many times faster than recorded. @default 1 */
  readonly speed: number
}

/** What the scan before a write leaves through although it looks secret. At least one of rule and path. */
export interface AllowedSecret {
  /** Name of the scanner's rule. */
  readonly rule?: string
  /** JSON path from an interaction on. */
  readonly path?: string
  /** Why it is none. */
  readonly reason: string
}

/** What a recording run may spend, over all its workers. */
export interface BudgetSettings {
  /** Live calls of the run. */
  readonly calls?: number
  /** Tokens of the run, in and out: no call is made once they are reached. */
  readonly tokens?: number
  /** Live calls of one test, its retries among them. */
  readonly perTest?: number
  /** Absolute path of the file in which the workers count. */
  readonly ledger: string
}

/** What a test must not do, or not do more of. */
export interface GuardrailSettings {
  /** A request made again after at most so many calls of its lane is a revisit, when it gets the same answer. */
  readonly stuckRevisitGap: number
  /** So many revisits in a row, and the agent is stuck. */
  readonly maxRevisits: number
  readonly onStuck: 'warn' | 'fail'
  /** Calls of one test. */
  readonly maxCalls?: number
  /** Tokens of one test, in and out. */
  readonly maxTokens?: number
}

/** Which test files may touch live providers, and what a run without approval does with them. */
export interface GuardSettings {
  /** Globs of guarded files: of their absolute paths, or from a root or the folder of the configuration. */
  readonly e2e: readonly string[]
  readonly integration: readonly string[]
  /** Names of guarded Vitest projects, or globs of names. */
  readonly project: readonly string[]
  /** Environment variable whose value `1` approves a run. */
  readonly flag: string
  readonly onUnapproved: 'error' | 'skip'
}

/** The resolved options of one Vitest project: plain data, since it travels to the test processes. */
export interface Settings extends TestSettings {
  /** Names and paths only: functions cannot travel. */
  readonly normalize: readonly string[]
  readonly mode: Mode
  readonly modeSource: ModeSource
  /** Absolute root of the Vitest project. */
  readonly root: string
  /** Folder of the cassettes, relative to the root. */
  readonly dir: string
  readonly runId: string
  /** Its name, where Vitest has several. */
  readonly project?: string
  /** What stands between titles where Vitest matches `-t`: ` > ` from version 5 on, a blank before. */
  readonly titleSeparator: string
  /** Absolute folder in which V8 keeps what it has compiled of this package; absent where Vitest is to keep nothing. */
  readonly codeCache?: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Where live calls go instead, by origin; `*` for all others. */
  readonly upstream: Readonly<Record<string, string>>
  readonly onExhausted: 'fail' | 'repeat-last'
  readonly unused: 'fail' | 'warn' | 'ignore'
  readonly stream: StreamTiming
  readonly keepFailures: boolean
  /** What a refresh does where the provider cannot be reached. */
  readonly fallback: 'never' | 'before-first-byte'
  /** JSON paths, and paths of modules whose exports are redactors. */
  readonly redact: readonly string[]
  readonly keep: readonly string[]
  readonly allowSecrets: readonly AllowedSecret[]
  /** Nothing but provider traffic may be asked of another machine, and that only while recording. */
  readonly offline: boolean
  /** What may be asked all the same. */
  readonly allow: readonly string[]
  /** Absent when there is no limit. */
  readonly budget?: BudgetSettings
  /** How old an answer may be, as `90d`; absent: as old as it is. */
  readonly maxAge?: string
  readonly onStale: 'warn' | 'fail' | 'record'
  readonly guardrails: GuardrailSettings
  /** Absent when nothing is guarded. */
  readonly guard?: GuardSettings
  readonly diagnostics: 'failed' | 'all'
  /** What a million tokens of each model cost, by its name. */
  readonly prices: Readonly<Record<string, Price>>
}
