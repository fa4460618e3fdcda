import type { Interaction } from '../cassette/interaction.ts'
import { isRecording } from '../cassette/mode.ts'
import { recover } from '../cassette/recover.ts'
import { isTransientFailure } from '../diagnostics/transient-failures.ts'
import { readReplayedCassette, readWholeCassette } from './cassette-file.ts'
import type { LeftJournal } from './journal/journal.ts'
import { withLock } from './lock.ts'
import { sameItems } from '../util/same-value.ts'
import type { OpenCassetteOptions } from './open-cassette-options.ts'
import { lockPath, shownPath } from './paths.ts'

/** The interactions of a file, with today's redaction. */
export interface Stored {
  readonly interactions: readonly Interaction[]
  /** Today's redaction has changed them. */
  readonly isRedacted: boolean
}

/**
 * The interactions of a cassette's file; `undefined` when there is no file.
 *
 * @param path of another cassette, for a test that goes on with it.
 * @throws CassetteFormatError when the file exists and is not a valid cassette.
 */
export function loadStored(options: OpenCassetteOptions, path: string = options.path): Stored | undefined {
  const file = read(options, path)
  const interactions = file?.map(options.redact ?? unchanged)
  return file && interactions && { interactions, isRedacted: !sameItems(interactions, file) }
}

/**
 * The stored interactions together with those that killed processes recorded.
 *
 * @param identify returns the same text for interactions that answer the same request in the same lane.
 */
export function withLeft(
  stored: readonly Interaction[],
  left: readonly LeftJournal[],
  options: OpenCassetteOptions,
  identify: (interaction: Interaction) => string,
): ReturnType<typeof recover> {
  const { mode, redact = unchanged } = options
  const recordings = left.map(({ isRefresh, interactions }) => ({
    isRefresh: isRefresh || mode === 'refresh',
    interactions: interactions.map(redact).filter((interaction) => isReplayable(interaction, options)),
  }))
  return recover(stored, recordings, identify)
}

/** Whether an interaction that this run recorded may be replayed in it. */
export function isReplayable(interaction: Interaction, { keepFailures }: OpenCassetteOptions): boolean {
  return keepFailures || !isTransientFailure(interaction)
}

/** Reads side files too while recording, because another run may remove them before this one writes. */
function read(
  { root, startedIn = root, journals, mode }: OpenCassetteOptions,
  path: string,
): readonly Interaction[] | undefined {
  const shown = shownPath(startedIn, path)
  if (!isRecording(mode)) return readReplayedCassette(path, shown)?.interactions
  return withLock(lockPath(journals, path), () => readWholeCassette(path, shown))?.interactions
}

function unchanged(interaction: Interaction): Interaction {
  return interaction
}
