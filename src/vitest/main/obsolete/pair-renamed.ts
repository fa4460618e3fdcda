import { basename } from 'node:path'

/** A test that is not recorded yet. */
export interface UnrecordedTest {
  /** Name for people. */
  readonly name: string
  /** Absolute path of the cassette that it would have. */
  readonly path: string
  /** Absolute path of an obsolete cassette that holds its first request, as far as its process knows one. */
  readonly offered?: string
}

/**
 * Names of the tests that may have had an obsolete cassette before they were renamed or moved, by its path: it holds the first
 * request of the test, or has the name of its cassette in another folder. Each test gets one cassette, and each cassette one
 * test.
 *
 * @param obsolete absolute paths.
 */
export function pairRenamed(tests: readonly UnrecordedTest[], obsolete: readonly string[]): Map<string, string> {
  const left = new Set(obsolete)
  const pairs = new Map<string, string>()
  for (const { name, path, offered } of tests) {
    const found =
      offered !== undefined && left.has(offered) ? offered : [...left].find((one) => basename(one) === basename(path))
    if (found !== undefined && left.delete(found)) pairs.set(found, name)
  }
  return pairs
}
