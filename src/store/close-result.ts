import type { Interaction } from '../cassette/interaction.ts'

/** How the test that used a cassette ended. */
export interface Ending {
  readonly passed: boolean
  /** Everything that could ask has run: what was not asked for is no longer needed. */
  readonly complete: boolean
  /** Another repetition follows, which decides what becomes of the recording. @default false */
  readonly again?: boolean
  /** Failures of this attempt that no later request made good. @default what no answer to the same request follows */
  readonly unrecovered?: ReadonlySet<Interaction>
}

/** A cassette before and after a recording; empty before when there was none. */
export interface Rewritten {
  readonly before: readonly Interaction[]
  readonly after: readonly Interaction[]
}

/** What became of a cassette at the end of a test. */
export interface Closed {
  /**
   * `written`: the file changed; `kept`: the test failed, the recording is at `keptAt`; `unchanged`: no byte written;
   * `refused`: it could not be written, and an error says why.
   */
  readonly result: 'written' | 'kept' | 'unchanged' | 'refused'
  readonly keptAt?: string
}
