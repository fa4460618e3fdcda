import type { Interaction } from '../../cassette/interaction.ts'
import { isRecording, type Mode } from '../../cassette/mode.ts'
import { hasCassette } from '../cassette-file.ts'
import { Journal, leftJournals, removeJournals, type LeftJournal } from './journal.ts'
import { workPath } from '../paths.ts'

/** The journals of one cassette: the journal of this process, and the journals of killed processes. */
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

  /** Journals of killed processes. */
  get left(): readonly LeftJournal[] {
    return this.#left
  }

  /** Journals with unreadable lines, which were renamed. */
  get unread(): readonly LeftJournal[] {
    return this.#unread
  }

  /** Number of interactions of this process that are in no file. */
  get missing(): number {
    return this.#own.missing
  }

  /** Absolute path of a journal on the disk. */
  get path(): string | undefined {
    return [this.#own, ...this.#left].map(({ path }) => path).find(hasCassette)
  }

  /** Appends a finished interaction. `missing` counts those that cannot be written. */
  append(interaction: Interaction): void {
    try {
      this.#own.append(interaction)
    } catch {
      // The interaction is still in memory, and writing the cassette reports the problem.
    }
  }

  /** Removes the journal of this process: its interactions are stored elsewhere or dropped. */
  removeOwn(): void {
    this.#own.remove()
  }

  /** Removes the journals of killed processes: their interactions are stored elsewhere or dropped. */
  removeLeft(): void {
    this.#unread.push(...removeJournals(this.#left))
    this.#left = []
  }
}
