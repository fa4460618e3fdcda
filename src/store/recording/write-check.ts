import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { inlineSize } from '../../body/large-values.ts'
import type { Interaction, StoredRequest } from '../../cassette/interaction.ts'
import { longestText } from '../../format/limits.ts'
import { sideFolder } from '../bodies/side-files.ts'

/** Most bytes of a cassette to which a call may be added. The rest is for its answer. */
const most = longestText * 0.75

/** The reason why a cassette could not be written. */
export interface WriteProblem {
  readonly reason: string
  /** `begin`: the system would refuse; `fit`: the cassette would be too large. */
  readonly cannot: 'begin' | 'fit'
}

/** Finds out before a call is paid for whether its recording could be written. */
export class WriteCheck {
  readonly #path: string
  readonly #isReplaced: boolean
  /** Bytes of the cassette, roughly. */
  #size = 0
  #isProbed = false
  #refused: WriteProblem | undefined

  /**
   * @param path absolute path of the cassette.
   * @param isReplaced the recording replaces what the file holds.
   */
  constructor(path: string, isReplaced: boolean) {
    this.#path = path
    this.#isReplaced = isReplaced
  }

  /** Counts a recorded interaction. */
  add(interaction: Interaction): void {
    this.#size += inlineSize(interaction)
  }

  /** The problem with adding a call; `undefined` when there is none. */
  problemWith(request: StoredRequest): WriteProblem | undefined {
    if (!this.#isProbed) this.#probe()
    if (this.#refused !== undefined) return this.#refused
    if (this.#size + inlineSize(request) <= most) return undefined
    return { reason: `with this call, it would be larger than ${most / 1024 / 1024} MB`, cannot: 'fit' }
  }

  #probe(): void {
    this.#isProbed = true
    this.#refused = probe(this.#path)
    if (this.#refused !== undefined || this.#isReplaced) return
    this.#size += statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0
  }
}

/** Looks at the folder of the cassette, and at the folder of its side files. */
function probe(path: string): WriteProblem | undefined {
  const folder = existingFolder(dirname(path))
  if (!isFolder(folder)) return notFolder(folder)
  const beside = sideFolder(path)
  const hasBeside = lstatSync(beside, { throwIfNoEntry: false }) !== undefined
  if (hasBeside && !isFolder(beside)) return notFolder(beside)
  try {
    for (const written of hasBeside ? [folder, beside] : [folder]) accessSync(written, constants.W_OK)
    return undefined
  } catch (error) {
    return { reason: (error as Error).message, cannot: 'begin' }
  }
}

function notFolder(path: string): WriteProblem {
  return { reason: `ENOTDIR: not a directory, '${path}'`, cannot: 'begin' }
}

/** The folder itself, or the nearest one above it that exists. */
function existingFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(dirname(folder))
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
