import { basename, join } from 'node:path'
import type { Interaction } from '../cassette/interaction.ts'
import { CassetteWriteError } from '../errors/cassette-write-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { hasCassette, saveCassette } from './cassette-file.ts'
import type { Journals } from './journal/journals.ts'
import { withLock } from './lock.ts'
import { lockPath, shownPath } from './paths.ts'
import { removeFile } from './write-file.ts'

export interface DestinationPaths {
  readonly root: string
  /** Absolute path of the cassette. */
  readonly path: string
  /** Absolute folder of this cassette's journals. */
  readonly journals: string
  /** Absolute folder for the recording of a failed test. */
  readonly runFolder: string
  readonly owner: CassetteOwner
}

/** Writes the recording of a test: to its cassette, or to the folder of the run when the test failed. */
export class Destination {
  readonly #paths: DestinationPaths
  readonly #journals: Journals

  /** @param journals hold a recording that cannot be written. */
  constructor(paths: DestinationPaths, journals: Journals) {
    this.#paths = paths
    this.#journals = journals
  }

  /**
   * Writes the cassette, and removes the failed recording of this run.
   *
   * @returns whether the file changed; `undefined` when the test failed and another run has written a cassette since this
   *   one started.
   * @throws CassetteWriteError when the disk refuses. The recording stays in the journal.
   */
  save(interactions: readonly Interaction[], passed: boolean): boolean | undefined {
    const { path, owner, journals } = this.#paths
    const wrote = this.#write(path, () =>
      withLock(lockPath(journals, path), () =>
        passed || !hasCassette(path) ? saveCassette(path, owner, interactions) : undefined,
      ),
    )
    if (wrote !== undefined) removeFile(this.#failedPath)
    return wrote
  }

  /**
   * Writes the recording of a failed test to the folder of the run.
   *
   * @returns the shown path.
   * @throws CassetteWriteError when the disk refuses. The recording stays in the journal.
   */
  saveFailed(interactions: readonly Interaction[]): string {
    const path = this.#failedPath
    this.#write(path, () => saveCassette(path, this.#paths.owner, interactions))
    return shownPath(this.#paths.root, path)
  }

  get #failedPath(): string {
    return join(this.#paths.runFolder, basename(this.#paths.path))
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
