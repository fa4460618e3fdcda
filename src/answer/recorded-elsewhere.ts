import { dirname } from 'node:path'
import type { StoredRequest } from '../cassette/interaction.ts'
import { keyOf } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'
import { readableCassettesIn } from '../store/list-cassettes.ts'

/** The part of an attempt whose file is searched. */
export interface SearchingTest {
  readonly test: { readonly path: string }
  readonly comparing: { readonly matching: Matching }
}

/** A cassette of the same file, with the match keys of its requests. */
interface Sibling {
  readonly test: string
  readonly keys: ReadonlySet<string>
}

/** Read once for all misses of a test. */
const siblings = new WeakMap<Matching, readonly Sibling[]>()

/**
 * The name of another test of the same file that has recorded the same request. An app that makes a request once for a
 * process, and keeps the answer, makes it in whatever test comes first.
 */
export function recordedElsewhere(
  { test: { path }, comparing: { matching } }: SearchingTest,
  request: StoredRequest,
): string | undefined {
  const known = siblings.get(matching) ?? readSiblings(path, matching)
  siblings.set(matching, known)
  const key = keyOf(request, matching)
  return known.find(({ keys }) => keys.has(key))?.test
}

function readSiblings(path: string, matching: Matching): Sibling[] {
  return readableCassettesIn(dirname(path))
    .filter((other) => other.path !== path)
    .map(({ document: { test, interactions } }) => ({
      test: test.name ?? test.file,
      keys: new Set(interactions.map(({ request }) => keyOf(request, matching))),
    }))
}
