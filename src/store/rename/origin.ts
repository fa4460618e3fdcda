import type { Interaction } from '../../cassette/interaction.ts'
import { CassetteWriteError } from '../../errors/cassette-write-error.ts'
import { loadStored } from '../load-interactions.ts'
import type { OpenCassetteOptions } from '../open-cassette-options.ts'

/** An obsolete cassette with which a test goes on, because it was renamed or moved. */
export interface Origin {
  /** Absolute path. */
  readonly path: string
  /** Makes it the cassette of the test. Returns whether it is: another run may have moved it. */
  readonly move: () => boolean
}

/** The interactions of an obsolete cassette; `undefined` when it cannot be read, since no test could fail with the error. */
export function readOrigin(options: OpenCassetteOptions, { path }: Origin): readonly Interaction[] | undefined {
  try {
    return loadStored(options, path)?.interactions
  } catch {
    return undefined
  }
}

/**
 * Makes an obsolete cassette that of the test.
 *
 * @param shown path of the cassette of the test, for errors.
 * @returns whether it was moved.
 * @throws CassetteWriteError when the disk refuses.
 */
export function moveOrigin(origin: Origin | undefined, shown: string): boolean {
  try {
    return origin?.move() ?? false
  } catch (cause) {
    throw new CassetteWriteError({ path: shown, reason: (cause as Error).message, lost: 0 }, { cause })
  }
}
