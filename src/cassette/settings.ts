import type { Price } from './cost.ts'
import type { Mode } from './mode.ts'
import type { TestSettings } from './test-settings.ts'
import type { ModeSource } from '../errors/pages/call-page.ts'

/** Timing of replayed chunks. */
export interface StreamTiming {
  /** `instant`: as fast as the client reads. `recorded`: with the recorded delays. @default 'instant' */
  readonly timing: 'instant' | 'recorded'
  /** How many times faster than recorded. @default 1 */
  readonly speed: number
}

/**
 * An exception for the secret scan before a write. It has a rule, a path or both.
 *
 * @see docs/redaction.md#the-scan-before-a-write
 */
export interface AllowedSecret {
  /** Name of the scanner's rule. */
  readonly rule?: string
  /** JSON path from an interaction on. */
  readonly path?: string
  /** Why the match is not a secret. */
  readonly reason: string
}

/** Limits of a recording run, over all its workers. */
export interface BudgetSettings {
  /** Live calls of the run. */
  readonly calls?: number
  /** Tokens of the run, input and output. No call is made once the limit is reached. */
  readonly tokens?: number
  /** Live calls of one test, including its retries. */
  readonly perTest?: number
  /** Absolute path of the file with the counts of all workers. */
  readonly ledger: string
}

/** Limits for one test. */
export interface GuardrailSettings {
  /** A repeated request is a revisit when at most this many calls of its lane lie between and the answer is the same. */
  readonly stuckRevisitGap: number
  /** Number of revisits in a row after which the agent is stuck. */
  readonly maxRevisits: number
  readonly onStuck: 'warn' | 'fail'
  /** Calls of one test. */
  readonly maxCalls?: number
  /** Tokens of one test, input and output. */
  readonly maxTokens?: number
}

/** Test files that may use live providers, and how a run without approval treats them. */
export interface GuardSettings {
  /** Globs of guarded files: absolute, or relative to a root or to the folder of the configuration. */
  readonly e2e: readonly string[]
  readonly integration: readonly string[]
  /** Names of guarded Vitest projects, or globs of names. */
  readonly project: readonly string[]
  /** Environment variable that approves a run with the value `1`. */
  readonly flag: string
  readonly onUnapproved: 'error' | 'skip'
}

/** The resolved options of one Vitest project: plain data, because they are sent to the test processes. */
export interface Settings extends TestSettings {
  /** Names and paths only: functions cannot be sent. */
  readonly normalize: readonly string[]
  readonly mode: Mode
  readonly modeSource: ModeSource
  /** Absolute root of the Vitest project. */
  readonly root: string
  /** Folder of the cassettes, relative to the root. */
  readonly dir: string
  readonly runId: string
  /** Name of the project, when there are several. */
  readonly project?: string
  /** Separator of titles when Vitest matches `-t`: ` > ` since version 5, a blank before. */
  readonly titleSeparator: string
  /** Absolute folder of V8's code cache for this package; absent when Vitest's cache is off. */
  readonly codeCache?: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Addresses that live calls go to instead, by origin; `*` for all other origins. */
  readonly upstream: Readonly<Record<string, string>>
  readonly onExhausted: 'fail' | 'repeat-last'
  readonly unused: 'fail' | 'warn' | 'ignore'
  readonly stream: StreamTiming
  readonly keepFailures: boolean
  /** Whether a refresh replays the old answer when the provider cannot be reached. */
  readonly fallback: 'never' | 'before-first-byte'
  /** JSON paths, and paths of modules that export redactors. */
  readonly redact: readonly string[]
  readonly keep: readonly string[]
  readonly allowSecrets: readonly AllowedSecret[]
  /** Refuses requests to other machines, except provider traffic while recording. */
  readonly offline: boolean
  /** Addresses that `offline` does not refuse. */
  readonly allow: readonly string[]
  /** Absent when there is no limit. */
  readonly budget?: BudgetSettings
  /** Highest age of an answer, such as `90d`; absent when there is no limit. */
  readonly maxAge?: string
  readonly onStale: 'warn' | 'fail' | 'record'
  readonly guardrails: GuardrailSettings
  /** Absent when nothing is guarded. */
  readonly guard?: GuardSettings
  readonly diagnostics: 'failed' | 'all'
  /** Price of a million tokens, by the name of the model. */
  readonly prices: Readonly<Record<string, Price>>
}
