import type { Interaction } from '../cassette/interaction.ts'

/** The name in every cassette's header. */
export const formatName = 'vitest-cassette'
/** The version that this package writes, and the newest that it reads. */
export const formatVersion = 1

/** The test that owns a cassette. `name` is absent in a file's own cassette, for `beforeAll` and import-time traffic. */
export interface CassetteOwner {
  /** Path of the test file, relative to the root, with forward slashes. */
  readonly file: string
  /** Full name: suites and test, joined by ` > `. */
  readonly name?: string
  /** When the test began, by its own clock; only with `clock: 'recorded'`. ISO 8601, UTC. */
  readonly startedAt?: string
}

/** The content of a cassette file. */
export interface CassetteDocument {
  readonly format: typeof formatName
  readonly version: typeof formatVersion
  readonly test: CassetteOwner
  readonly interactions: readonly Interaction[]
}
