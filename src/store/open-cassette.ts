import { basename, join } from 'node:path'
import { Cassette, type Taken } from '../core/cassette.ts'
import { isPassingFailure, outcomeText, sift } from '../core/hygiene.ts'
import type { Interaction, StoredRequest } from '../core/interaction.ts'
import { isRecording, type Mode } from '../core/mode.ts'
import { CassetteRecordingError } from '../errors/cassette-recording-error.ts'
import { CassetteWriteError } from '../errors/cassette-write-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { hasCassette, loadCassette, saveCassette } from './cassette-file.ts'
import { Journal, leftJournals } from './journal.ts'
import { shownPath, workPath } from './paths.ts'
import { copySideFiles } from './side-files.ts'
import { removeFile } from './write-file.ts'

export interface OpenCassetteOptions {
  readonly root: string
  /** Absolute path of the cassette. */
  readonly path: string
  /** Absolute folder of this cassette's journals. */
  readonly journals: string
  /** Absolute folder for the recording of a failing test. */
  readonly kept: string
  readonly owner: CassetteOwner
  readonly mode: Exclude<Mode, 'off'>
  /** Match key of a stored request. */
  readonly keyOf: (request: StoredRequest) => string
  /** A request in a few words, for errors. */
  readonly callOf: (request: StoredRequest) => string
  readonly keepFailures: boolean
}

/** How the test that used a cassette ended. */
export interface Ending {
  readonly passed: boolean
  /** Everything that could ask has run: what was not asked for is no longer needed. */
  readonly complete: boolean
}

/** What became of a cassette at the end of a test. */
export interface Closed {
  /** `written`: the file changed; `kept`: the test failed, the recording is at `keptAt`; `unchanged`: no byte written. */
  readonly result: 'written' | 'kept' | 'unchanged'
  readonly keptAt?: string
}

/**
 * A cassette while a test uses it: the interactions in memory, the journal of what is recorded, and the file, which is
 * read when it is opened and written, if at all, by `close`.
 */
export class OpenCassette {
  readonly shown: string
  readonly #options: OpenCassetteOptions
  readonly #cassette: Cassette
  readonly #existed: boolean
  readonly #journal: Journal
  /** Paths of the journals that killed processes left. */
  readonly #left: readonly string[]
  /** Recorded in this run, by this process or by one that was killed. */
  readonly #fresh = new Set<Interaction>()
  /** Something was recorded in this attempt, or taken from a journal: what is in memory is not all on the disk. */
  #dirty: boolean

  /** @throws CassetteFormatError when the file is there and cannot be understood. */
  constructor(options: OpenCassetteOptions) {
    this.#options = options
    this.shown = shownPath(options.root, options.path)
    const name = basename(options.path, '.json')
    const loaded = loadCassette(options.path, this.shown)
    this.#existed = loaded !== undefined
    this.#journal = new Journal(workPath(options), options.journals, name)
    const left = isRecording(options.mode) ? leftJournals(options.journals, name) : []
    this.#left = left.map((journal) => journal.path)
    // A refresh records everything anew, so it has no use for what a killed one recorded.
    const recovered =
      options.mode === 'record'
        ? left.flatMap(({ interactions }) => interactions).filter((one) => this.#isUsable(one))
        : []
    for (const interaction of recovered) this.#fresh.add(interaction)
    this.#dirty = recovered.length > 0
    this.#cassette = new Cassette([...(loaded ?? []), ...recovered], options.keyOf)
  }

  /** Whether there was a file when it was opened. */
  get isRecorded(): boolean {
    return this.#existed
  }

  get size(): number {
    return this.#cassette.size
  }

  get interactions(): readonly Interaction[] {
    return this.#cassette.interactions
  }

  isPlayed(index: number): boolean {
    return this.#cassette.isPlayed(index)
  }

  nextSlot(): number {
    return this.#cassette.nextSlot()
  }

  take(lane: string, key: string, slot: number): Taken {
    return this.#cassette.take(lane, key, slot)
  }

  unused(): ReturnType<Cassette['unused']> {
    return this.#cassette.unused()
  }

  /**
   * Starts the next attempt of the test. A refresh asks everything again; a recording replays what the attempts before
   * have paid for, but a failure is worth another try.
   */
  rewind(): void {
    const { mode } = this.#options
    this.#cassette.rewind(
      (interaction) => !this.#fresh.has(interaction) || (mode !== 'refresh' && this.#isUsable(interaction)),
    )
  }

  /** Adds a finished interaction, in memory and, at once, in the journal. */
  record(interaction: Interaction, key: string, slot: number): void {
    this.#fresh.add(interaction)
    this.#dirty = true
    this.#cassette.record(interaction, key, slot)
    try {
      this.#journal.append(interaction)
    } catch {
      // The recording is still in memory; `close` reports what cannot be written.
    }
  }

  /**
   * Writes what this attempt used, if that is allowed and anything changed.
   *
   * @throws CassetteRecordingError when a passing failure was the last word on a request.
   * @throws CassetteWriteError when the disk refuses; what was recorded stays in the journal.
   */
  close({ passed, complete }: Ending): Closed {
    if (!isRecording(this.#options.mode)) return { result: 'unchanged' }
    const { kept, failed } = this.#sift({ passed, complete })
    if (failed.length > 0) {
      this.#keep(kept)
      throw new CassetteRecordingError({
        cassette: this.shown,
        failed: failed.map((interaction) => this.#row(interaction)),
      })
    }
    if (!passed && this.#existed) return this.#dirty ? this.#keep(kept) : { result: 'unchanged' }
    const changed = this.#dirty || (passed && kept.length !== this.#cassette.size)
    if (!changed && this.#options.mode === 'record') return this.#done('unchanged')
    const { path, owner } = this.#options
    const wrote = this.#write(path, () => saveCassette(path, owner, kept))
    removeFile(this.#keptPath)
    return this.#done(wrote ? 'written' : 'unchanged')
  }

  /** In `refresh` only what was recorded anew counts, in `record` also what was replayed. */
  #sift({ passed, complete }: Ending): ReturnType<typeof sift> {
    const played = this.#cassette.pack()
    const current =
      this.#options.mode === 'refresh' ? played.filter((interaction) => this.#fresh.has(interaction)) : played
    const unused = this.#cassette.unused().map(({ interaction }) => interaction)
    // A test that failed may not have come to what a killed recording paid for.
    const rest = unused.filter((interaction) => !complete || (!passed && this.#fresh.has(interaction)))
    const all = [...current, ...rest]
    if (this.#options.keepFailures) return { kept: all, failed: [] }
    return sift(all, this.#fresh, ({ request }) => this.#options.keyOf(request))
  }

  /** Whether what was recorded in this run may be replayed in it. */
  #isUsable(interaction: Interaction): boolean {
    return this.#options.keepFailures || !isPassingFailure(interaction)
  }

  get #keptPath(): string {
    return join(this.#options.kept, basename(this.#options.path))
  }

  #keep(interactions: readonly Interaction[]): Closed {
    const path = this.#keptPath
    this.#write(path, () => {
      copySideFiles(this.#options.path, path, interactions)
      saveCassette(path, this.#options.owner, interactions)
    })
    this.#journal.remove()
    return interactions.length === 0
      ? { result: 'unchanged' }
      : { result: 'kept', keptAt: shownPath(this.#options.root, path) }
  }

  #write<T>(path: string, write: () => T): T {
    try {
      return write()
    } catch (cause) {
      const { root } = this.#options
      const journal = hasCassette(this.#journal.path) ? { journal: shownPath(root, this.#journal.path) } : {}
      const reason = (cause as Error).message
      throw new CassetteWriteError({ path: shownPath(root, path), reason, ...journal }, { cause })
    }
  }

  /** The journals have served only when what they hold is safe elsewhere. */
  #done(result: 'written' | 'unchanged'): Closed {
    this.#journal.remove()
    for (const path of this.#left) removeFile(path)
    return { result }
  }

  #row(interaction: Interaction): { readonly call: string; readonly outcome: string } {
    return { call: this.#options.callOf(interaction.request), outcome: outcomeText(interaction) }
  }
}
