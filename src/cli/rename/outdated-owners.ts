import { hasCassette, readCassette } from '../../store/cassette-file.ts'
import { shownPath } from '../../store/paths.ts'
import type { TestCassette } from './test-cassettes.ts'

/** A cassette that names another test than the one it belongs to. */
export interface OutdatedOwner extends TestCassette {
  /** Name of the test that it names, or its file where that is another one. */
  readonly named: string
  /** The same of the test that it belongs to. */
  readonly belongsTo: string
}

/** The cassettes that were moved by hand, so that they still name their old test. */
export function outdatedOwners(cassettes: readonly TestCassette[]): OutdatedOwner[] {
  return cassettes.flatMap((cassette) => {
    const { settings, path, owner } = cassette
    const test = hasCassette(path) ? ownerIn(path, shownPath(settings.root, path)) : undefined
    if (test === undefined || (test.file === owner.file && test.name === owner.name)) return []
    const [named, belongsTo] =
      test.file === owner.file ? [test.name ?? test.file, owner.name ?? owner.file] : [test.file, owner.file]
    return [{ ...cassette, named, belongsTo }]
  })
}

/** `undefined` when the cassette cannot be read: its test reports the error. */
function ownerIn(...[path, shown]: Parameters<typeof readCassette>): TestCassette['owner'] | undefined {
  try {
    return readCassette(path, shown)?.test
  } catch {
    return undefined
  }
}
