import type { Interaction } from '../cassette/interaction.ts'
import { isRecording, type Mode } from '../cassette/mode.ts'
import { hasCassette } from './cassette-file.ts'
import { Journal, leftJournals, removeJournals, type LeftJournal } from './journal.ts'
import { workPath } from './paths.ts'

/** The journals of one cassette: that of this process, and those that killed processes left. */
export class Journals {
  readonly #own: Journal
  #left: readonly LeftJournal[]
  readonly #unread: LeftJournal[] = []

  /**
   * @param folder absolute folder of this cassette's journals.
   * @param cassette name of its file, without `.json`.
   */
  constructor(root: string, folder: string, cassette: string, mode: Mode) {
    this.#own = new Journal(workPath({ root }), folder, cassette, mode === 'refresh')
    this.#left = isRecording(mode) ? leftJournals(folder, cassette) : []
  }

  /** What killed processes left, until it is removed. */
  get left(): readonly LeftJournal[] {
    return this.#left
  }

  /** Journals that were put aside, for lines in them cannot be read. */
  get unread(): readonly LeftJournal[] {
    return this.#unread
  }

  /** Number of interactions recorded by this process that stand in no file. */
  get missing(): number {
    return this.#own.missing
  }

  /** Absolute path of one that is on the disk. */
  get path(): string | undefined {
    return [this.#own, ...this.#left].map(({ path }) => path).find(hasCassette)
  }

  /** Appends a finished interaction. One that cannot be written is `missing`. */
  append(interaction: Interaction): void {
    try {
      this.#own.append(interaction)
    } catch {
      // It is still in memory; who writes the cassette reports what cannot be written.
    }
  }

  /** What this process recorded is safe elsewhere, or is not to be kept. */
  removeOwn(): void {
    this.#own.remove()
  }

  /** What killed processes recorded is safe elsewhere, or is not to be kept. */
  removeLeft(): void {
    this.#unread.push(...removeJournals(this.#left))
    this.#left = []
  }
}
