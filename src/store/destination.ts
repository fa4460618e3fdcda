import { basename, join } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import { CassetteWriteError } from '../errors/cassette-write-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { hasCassette, saveCassette } from './cassette-file.ts'
import type { Journals } from './journals.ts'
import { withLock } from './lock.ts'
import { lockPath, shownPath } from './paths.ts'
import { removeFile } from './write-file.ts'

export interface DestinationPaths {
  readonly root: string
  /** Absolute path of the cassette. */
  readonly path: string
  /** Absolute folder of this cassette's journals. */
  readonly journals: string
  /** Absolute folder for the recording of a failing test. */
  readonly kept: string
  readonly owner: CassetteOwner
}

/** Where the recording of a test is written to: its cassette, or a file aside. */
export class Destination {
  readonly #paths: DestinationPaths
  readonly #journals: Journals

  /** @param journals where a recording still is that cannot be written. */
  constructor(paths: DestinationPaths, journals: Journals) {
    this.#paths = paths
    this.#journals = journals
  }

  /**
   * Writes the cassette, in place of what lies aside of it.
   *
   * @returns whether the file changed; `undefined` when a failing test must leave alone what another run has recorded
   *   since this one started.
   * @throws CassetteWriteError when the disk refuses; what was recorded stays in the journal.
   */
  save(interactions: readonly Interaction[], passed: boolean): boolean | undefined {
    const { path, owner, journals } = this.#paths
    const wrote = this.#write(path, () =>
      withLock(lockPath(journals, path), () =>
        passed || !hasCassette(path) ? saveCassette(path, owner, interactions) : undefined,
      ),
    )
    if (wrote !== undefined) removeFile(this.#aside)
    return wrote
  }

  /**
   * Writes the recording of a failing test aside.
   *
   * @returns the path, as people see it.
   * @throws CassetteWriteError as `save` does.
   */
  keep(interactions: readonly Interaction[]): string {
    const path = this.#aside
    this.#write(path, () => saveCassette(path, this.#paths.owner, interactions))
    return shownPath(this.#paths.root, path)
  }

  get #aside(): string {
    return join(this.#paths.kept, basename(this.#paths.path))
  }

  #write<T>(path: string, write: () => T): T {
    try {
      return write()
    } catch (cause) {
      const { root } = this.#paths
      const journal = this.#journals.path
      throw new CassetteWriteError(
        {
          path: shownPath(root, path),
          reason: (cause as Error).message,
          lost: this.#journals.missing,
          ...(journal !== undefined && { journal: shownPath(root, journal) }),
        },
        { cause },
      )
    }
  }
}
