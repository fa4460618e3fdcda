import type { AnyCassetteError } from '../../../errors/is-cassette-error.ts'
import type { CommandSettings } from '../../shared/rerun-command.ts'

/** A failed test, or a failed test file, with the error of this package that explains it. */
export interface Failure {
  /** Identifies the test in its run. */
  readonly id: string
  /** Absolute path of the test file. */
  readonly file: string
  /** Line of the test, where Vitest knows it. @default 1 */
  readonly line: number
  /** Titles from the outermost suite to the test, without secrets; absent for a file, and for a title that holds a secret. */
  readonly titles?: readonly string[]
  readonly settings: CommandSettings
  /** `no-key`: a client found no API key, before it made a request. */
  readonly error: AnyCassetteError | 'no-key'
  /** The error leads to a line of code, at which Vitest itself shows it on GitHub. */
  readonly hasPlace: boolean
  /** The run recorded. */
  readonly isRecording: boolean
}

/** Failures that have one cause. */
export interface FailureGroup {
  /** The cause in one sentence. */
  readonly title: string
  /** The difference of the requests; empty where there is none. Lines of `-` and `+` are a text before and after. */
  readonly difference: readonly string[]
  readonly failures: readonly Failure[]
  /** What to do: each a reason with a line of code or a command. Empty where the page of the error says it. */
  readonly ways: readonly Way[]
}

/** One thing to do. */
export interface Way {
  readonly when: string
  readonly line: string
}
