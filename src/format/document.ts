import type { Interaction } from '../cassette/interaction.ts'

/** The name in every cassette's header. */
export const formatName = 'vitest-cassette'
/** The versions that this package reads. */
export const formatVersions = [1, 2] as const
/** The version that it writes, the newest of them. */
export const formatVersion = 2

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
  readonly version: (typeof formatVersions)[number]
  readonly test: CassetteOwner
  readonly interactions: readonly Interaction[]
}
