import type { Interaction } from '../cassette/interaction.ts'

/** The name in every cassette's header. */
export const formatName = 'vitest-cassette'
/** The version this package writes, and the newest it reads. */
export const formatVersion = 1

/** Whose traffic a cassette holds. `name` is absent for the file's own cassette: `beforeAll` and import-time traffic. */
export interface CassetteOwner {
  /** Path of the test file, relative to the root, with forward slashes. */
  readonly file: string
  /** Full name, suites and test joined by ` > `. */
  readonly name?: string
}

/** A whole cassette, as it stands in its file. */
export interface CassetteDocument {
  readonly format: typeof formatName
  readonly version: typeof formatVersion
  readonly test: CassetteOwner
  readonly interactions: readonly Interaction[]
}
