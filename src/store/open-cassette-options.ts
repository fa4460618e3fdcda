import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import type { Mode } from '../cassette/mode.ts'
import type { DestinationPaths } from './destination.ts'
import type { Scan } from './scan.ts'

export interface OpenCassetteOptions extends DestinationPaths {
  readonly mode: Exclude<Mode, 'off'>
  /** Absolute folder in which a user pastes the commands of an error about the file. @default root */
  readonly startedIn?: string
  /** Returns the match key of a stored request. */
  readonly keyOf: (request: StoredRequest) => string
  /** Describes a request in a few words, for errors. */
  readonly callOf: (request: StoredRequest) => string
  readonly keepFailures: boolean
  /** Rewrites answers that say the same too. @default false */
  readonly rewritesAll?: boolean | undefined
  /** The option. It decides when an answer that says the same gets a new date. */
  readonly maxAge?: string | undefined
  /** Runs the test again, for errors. */
  readonly command: string
  /** Redacts stored interactions with today's settings. */
  readonly redact?: (interaction: Interaction) => Interaction
  /** Finds secrets before a write. Without it nothing is scanned. */
  readonly scan?: Scan
  /** Whether an interaction of the file is too old to replay, so that its request goes live. */
  readonly isOutdated?: (interaction: Interaction) => boolean
}
