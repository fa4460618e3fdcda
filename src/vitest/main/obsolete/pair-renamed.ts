import { likelyOrigins } from '../../../store/rename/likely-origins.ts'

/** A test without a cassette. */
export interface UnrecordedTest {
  /** Name for people. */
  readonly name: string
  /** Absolute path of the cassette that it would have. */
  readonly path: string
  /** Beginnings of the match keys of its requests. */
  readonly asked: readonly string[]
}

/** An obsolete cassette. */
export interface ObsoleteCassette {
  /** Absolute path. */
  readonly path: string
  /** Beginnings of the match keys of its requests. */
  readonly keys: ReadonlySet<string>
}

/**
 * The tests whose requests stand in obsolete cassettes, by the path of the cassette. Each test gets one cassette, and each
 * cassette one test.
 */
export function pairRenamed(
  tests: readonly UnrecordedTest[],
  obsolete: readonly ObsoleteCassette[],
): Map<string, UnrecordedTest> {
  const pairs = new Map<string, UnrecordedTest>()
  for (const test of tests) {
    const holding = obsolete.filter(({ path, keys }) => !pairs.has(path) && test.asked.some((key) => keys.has(key)))
    const [path] = likelyOrigins(
      test.path,
      holding.map((cassette) => cassette.path),
    )
    if (path !== undefined) pairs.set(path, test)
  }
  return pairs
}
