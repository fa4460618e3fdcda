import type { Interaction } from '../cassette/interaction.ts'
import { isRecording } from '../cassette/mode.ts'
import { recover } from '../cassette/recover.ts'
import { isTransientFailure } from '../cassette/transient-failures.ts'
import { readCassette, readWholeCassette } from './cassette-file.ts'
import type { LeftJournal } from './journal/journal.ts'
import { withLock } from './lock.ts'
import type { OpenCassetteOptions } from './open-cassette-options.ts'
import { lockPath, shownPath } from './paths.ts'

/** The interactions of a cassette when it is opened. */
export interface LoadedInteractions {
  /** Those of the file; `undefined` when there is no file. */
  readonly stored: readonly Interaction[] | undefined
  /** Those of the file together with those that killed processes recorded. */
  readonly interactions: readonly Interaction[]
  /** Those that killed processes recorded. */
  readonly recovered: ReadonlySet<Interaction>
}

/**
 * Reads the file of a cassette and adds the interactions of left journals.
 *
 * @param identify returns the same text for interactions that answer the same request in the same lane.
 * @throws CassetteFormatError when the file exists and is not a valid cassette.
 */
export function loadInteractions(
  options: OpenCassetteOptions,
  left: readonly LeftJournal[],
  identify: (interaction: Interaction) => string,
): LoadedInteractions {
  const { mode, redact = (interaction) => interaction } = options
  const stored = read(options)?.map(redact)
  const recordings = left.map(({ isRefresh, interactions }) => ({
    isRefresh: isRefresh || mode === 'refresh',
    interactions: interactions.map(redact).filter((interaction) => isReplayable(interaction, options)),
  }))
  return { stored, ...recover(stored ?? [], recordings, identify) }
}

/** Whether an interaction that this run recorded may be replayed in it. */
export function isReplayable(interaction: Interaction, { keepFailures }: OpenCassetteOptions): boolean {
  return keepFailures || !isTransientFailure(interaction)
}

/** Reads side files too while recording, because another run may remove them before this one writes. */
function read({ root, path, journals, mode }: OpenCassetteOptions): readonly Interaction[] | undefined {
  const shown = shownPath(root, path)
  if (!isRecording(mode)) return readCassette(path, shown)?.interactions
  return withLock(lockPath(journals, path), () => readWholeCassette(path, shown))?.interactions
}
