import type { Interaction } from '../cassette/interaction.ts'
import type { CassetteRecordingError } from '../errors/cassette-recording-error.ts'
import type { keepSame } from './recording/keep-same.ts'

/** End of the test that used a cassette. */
export interface TestOutcome {
  readonly passed: boolean
  /** All tests that use the cassette have run, so unused interactions are no longer needed. */
  readonly complete: boolean
  /** Another repetition follows. The last one decides about the recording. @default false */
  readonly again?: boolean
  /** Failures of this attempt that no retry made good. @default failures without a later answer to the same request */
  readonly unrecovered?: ReadonlySet<Interaction>
  /** Failures of this attempt after which the app took another key. @default none */
  readonly beforeOtherKey?: ReadonlySet<Interaction>
  /** Keeps the stored interactions that say the same as the new ones. @default they are replaced */
  readonly keepSame?: typeof keepSame
  /** Gives the interactions the order of their events in this attempt. @default they have none */
  readonly ordered?: (interactions: readonly Interaction[]) => readonly Interaction[]
}

/** A cassette before and after a recording. `before` is empty when there was no cassette. */
export interface Rewritten {
  readonly before: readonly Interaction[]
  readonly after: readonly Interaction[]
}

/** Result of closing a cassette at the end of a test. */
export interface CloseResult {
  /**
   * `written`: the file changed. `kept`: the test failed, and the recording is at `keptAt`. `unchanged`: nothing was
   * written. `refused`: the file could not be written, and an error says why.
   */
  readonly result: 'written' | 'kept' | 'unchanged' | 'refused'
  readonly keptAt?: string
  /** The obsolete cassette with which the test went on has become its cassette. */
  readonly isMoved?: true
  /** A call ended in a transient failure. The other calls are where `result` says. */
  readonly error?: CassetteRecordingError
  /** Outcomes of the failed calls that the recording leaves out, because a later try succeeded. */
  readonly dropped?: readonly string[]
  /** The app took another key after one of these failures. */
  readonly hasOtherKey?: true
}
