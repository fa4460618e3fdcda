import { editDistance } from './edit-distance.ts'

/** The known word nearest to a mistyped one; `undefined` when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({
    candidate,
    distance: distance(word.toLowerCase(), candidate.toLowerCase()),
  }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length / 2) ? best.candidate : undefined
}

/** Edits from one word to the other. A shortened or lengthened word, such as `warning` for `warn`, counts as one edit. */
function distance(word: string, candidate: string): number {
  return isCutOrLonger(word, candidate) ? 1 : editDistance(word, candidate)
}

/** Whether one word begins or ends with the other: `warning` and `warn`, `refresh` and `fresh`. */
export function isCutOrLonger(word: string, candidate: string): boolean {
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word]
  return short.length > 2 && (long.startsWith(short) || long.endsWith(short))
}

/** ` Did you mean "x"?`, and the valid words on a line of their own. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return `${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}\n\n  Valid: ${known.join(', ')}`
}
