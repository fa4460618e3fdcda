import { join } from 'node:path'
import type { Interaction } from '../../cassette/interaction.ts'
import { wrappedName } from '../../cassette/wrapped-address.ts'
import { outcomeText } from '../../diagnostics/transient-failures.ts'
import { CassetteRecordingError } from '../../errors/cassette-recording-error.ts'
import { findProvider } from '../../providers/find-provider.ts'
import type { CloseResult, TestOutcome } from '../close-result.ts'
import { Destination } from '../destination.ts'
import type { Journals } from '../journal/journals.ts'
import type { OpenCassetteOptions } from '../open-cassette-options.ts'
import { shownPath } from '../paths.ts'

/** The facts that decide whether a cassette is written. */
export interface Recorded {
  /** Some interactions are not in the file. */
  readonly isDirty: boolean
  /** The file holds interactions that are no longer used. */
  readonly isShorter: boolean
  /** The recording is what the file holds. */
  readonly isAsStored: boolean
}

/** Ends the recording of a cassette: writes its file, or keeps the recording in the folder of the run. */
export class RecordingEnd {
  readonly #options: OpenCassetteOptions
  readonly #journals: Journals
  readonly #destination: Destination
  /** Whether the file existed when the cassette was opened. */
  readonly #isRecorded: boolean

  constructor(options: OpenCassetteOptions, journals: Journals, isRecorded: boolean) {
    this.#options = options
    this.#journals = journals
    this.#destination = new Destination(options, journals)
    this.#isRecorded = isRecorded
  }

  /**
   * Ends a recording without a transient failure.
   *
   * @throws CassetteWriteError when the disk refuses.
   */
  complete(
    interactions: readonly Interaction[],
    { passed, again = false }: TestOutcome,
    { isDirty, isShorter, isAsStored }: Recorded,
  ): CloseResult {
    // Until the last repetition the journal holds the recording.
    if (passed && again) return { result: 'unchanged' }
    if (!passed && this.#isRecorded) return isDirty ? this.#saveFailed(interactions) : { result: 'unchanged' }
    // The process of a left journal may have been killed while it wrote, so the disk may hold old side files.
    const changed = isDirty || this.#journals.left.length > 0 || (passed && isShorter)
    if (!changed && this.#options.mode === 'record') return this.#done('unchanged')
    if (isAsStored) return this.#done('unchanged')
    const wrote = this.#destination.save(interactions, passed)
    if (wrote === undefined) return this.#saveFailed(interactions)
    return this.#done(wrote ? 'written' : 'unchanged')
  }

  /**
   * A call failed for the moment. The others stay, because they are paid for: in the cassette if there was none, else in
   * the folder of the run.
   *
   * @param paidFor interactions that this run has paid for, with those that they belong to.
   * @throws CassetteWriteError when the disk refuses.
   */
  incomplete(paidFor: readonly Interaction[], failed: readonly Interaction[]): CloseResult {
    const { owner, command, root, startedIn = root, path } = this.#options
    const saved = !this.#isRecorded && paidFor.length > 0 && this.#destination.save(paidFor, false) === true
    const { keptAt } = saved ? this.#done('written') : this.#saveFailed(paidFor)
    const error = new CassetteRecordingError({
      cassette: shownPath(startedIn, path),
      test: owner.name ?? owner.file,
      failed: failed.map((interaction) => this.#row(interaction)),
      others: paidFor.length,
      ...(keptAt !== undefined && { keptAt: shownPath(startedIn, join(root, keptAt)) }),
      ...keysOf(failed),
      command,
    })
    return { result: saved ? 'written' : keptAt === undefined ? 'refused' : 'kept', ...(keptAt && { keptAt }), error }
  }

  #saveFailed(interactions: readonly Interaction[]): CloseResult {
    const keptAt = this.#destination.saveFailed(interactions)
    this.#journals.removeOwn()
    // The next refresh starts again; the next recording continues with the left journals.
    if (this.#options.mode === 'refresh') this.#journals.removeLeft()
    return interactions.length === 0 ? { result: 'unchanged' } : { result: 'kept', keptAt }
  }

  /** Removes the journals, because their interactions are in the file or no longer needed. */
  #done(result: 'written' | 'unchanged'): CloseResult {
    this.#journals.removeOwn()
    this.#journals.removeLeft()
    return { result }
  }

  #row(interaction: Interaction): { readonly call: string; readonly outcome: string } {
    return { call: this.#options.callOf(interaction.request), outcome: outcomeText(interaction) }
  }
}

/** The variables that hold the keys of the providers that these calls asked. */
function keysOf(interactions: readonly Interaction[]): { readonly keys?: readonly string[] } {
  const keys = interactions.flatMap(({ request }) => {
    const provider = wrappedName(request.url) === undefined ? findProvider(new URL(request.url)) : undefined
    return Object.keys(provider?.apiKeys ?? {}).slice(0, 1)
  })
  return keys.length === 0 ? {} : { keys: [...new Set(keys)] }
}
