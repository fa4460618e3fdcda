import { editDistance } from './edit-distance.ts'

/** The known word that a mistyped one is nearest to, or `undefined` when none comes near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({
    candidate,
    distance: distance(word.toLowerCase(), candidate.toLowerCase()),
  }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length / 2) ? best.candidate : undefined
}

/** Edits from one word to the other; one that is only cut short or goes on, as `warning` for `warn`, is near. */
function distance(word: string, candidate: string): number {
  return isCutOrLonger(word, candidate) ? 1 : editDistance(word, candidate)
}

/** Whether one word is the other cut short, or longer, at either end: `warning` and `warn`, `fresh` and `refresh`. */
export function isCutOrLonger(word: string, candidate: string): boolean {
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word]
  return short.length > 2 && (long.startsWith(short) || long.endsWith(short))
}

/** ` Did you mean "x"?`, and the valid words on a line of their own. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return `${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}\n\n  Valid: ${known.join(', ')}`
}
