import type { Mode } from './mode.ts'
import type { CassetteOptions, WithoutDefault } from './options.ts'
import type { ModeSource } from '../errors/pages/call-page.ts'

type ReadonlyDeep<Value> = Value extends object
  ? { readonly [Key in keyof Value]: ReadonlyDeep<Exclude<Value[Key], undefined>> }
  : Value

type Given = Required<ReadonlyDeep<CassetteOptions>>

/** The parts of an option, of which those named have a default. */
type Filled<Parts, Name extends keyof Parts> = Omit<Parts, Name> & Required<Pick<Parts, Name>>

/** When replayed chunks arrive. */
export type StreamTiming = Required<Given['stream']>

/** The limits of one test. */
export type GuardrailSettings = Filled<Given['guardrails'], 'stuckRevisitGap' | 'maxRevisits' | 'onStuck'>

/** The limits of a recording run, over all its workers. */
export type BudgetSettings = Given['budget'] & {
  /** Absolute path of the file in which the workers count. */
  readonly ledger: string
}

/** The test files that may touch live providers, and how a run without approval treats them. */
export type GuardSettings = Required<Omit<Given['guard'], 'project'>> & { readonly project: readonly string[] }

/** The options that the settings hold in another form than the user gives them. */
interface Changed {
  readonly stream: StreamTiming
  readonly guardrails: GuardrailSettings
  readonly budget: BudgetSettings
  readonly guard: GuardSettings
  readonly normalize: readonly string[]
}

type Resolved = Omit<Given, keyof Changed | 'mode'> & Changed

/** A Vitest project and its run, beside the options. */
export interface ProjectRun {
  readonly mode: Mode
  readonly modeSource: ModeSource
  /** Absolute root of the Vitest project. */
  readonly root: string
  readonly runId: string
  /**
   * The obsolete cassettes that are known when the run starts, by absolute path. A test without a cassette may go on with
   * one, unless the path of its own cassette is in the list. Absent where no test may.
   */
  readonly obsolete?: Readonly<Record<string, readonly string[]>>
  /** Name of the project, when there are several. */
  readonly project?: string
  /** Absolute folder in which the run was started. Commands for people are for this folder. */
  readonly startedIn: string
  /** The words of `--root` and `--config` that a run from this folder needs. */
  readonly flags: readonly string[]
  /** Separator of titles when Vitest matches `-t`: ` > ` since version 5, a blank before. */
  readonly titleSeparator: string
  /** A refresh rewrites answers that say the same too. */
  readonly rewritesAll?: true
  /** A report of the run shows what is attached to tests. */
  readonly showsAttachments?: true
  /** Absolute folder for the changed requests of the tests; only in a run of `accept --requests`. */
  readonly acceptInto?: string
  /** Absolute path of the test file that shows at set-up whether requests are caught. */
  readonly trialIn?: string
  /** Absolute folder with the code that V8 has compiled for this package; absent when Vitest's cache is off. */
  readonly codeCache?: string
}

/**
 * The options of one Vitest project with every default filled in, and its run. Plain data, because it travels to the test
 * processes. The types of the options follow from {@link CassetteOptions}.
 */
export interface Settings extends ProjectRun, Omit<Resolved, WithoutDefault>, Partial<Pick<Resolved, WithoutDefault>> {}
