import { basename, dirname } from 'node:path'
import { editDistance } from '../../util/edit-distance.ts'

/**
 * The obsolete cassettes that a test may have had before it was renamed or moved, the likeliest first: one with the same
 * name elsewhere, then those of the same test file by their names, then all others by theirs.
 *
 * @param own absolute path of the cassette that the test has now.
 */
export function likelyOrigins(own: string, obsolete: readonly string[]): string[] {
  const name = basename(own)
  const rankOf = (path: string): number => (basename(path) === name ? 0 : dirname(path) === dirname(own) ? 1 : 2)
  return obsolete
    .map((path) => ({ path, rank: rankOf(path), distance: editDistance(basename(path), name) }))
    .toSorted((a, b) => a.rank - b.rank || a.distance - b.distance)
    .map(({ path }) => path)
}
