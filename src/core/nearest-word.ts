import leven from 'leven'

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
  const isPart =
    Math.min(word.length, candidate.length) > 2 && (word.startsWith(candidate) || candidate.startsWith(word))
  return isPart ? 1 : leven(word, candidate)
}

/** ` Did you mean "x"?`, and the valid words on a line of their own. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return `${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}\n\n  Valid: ${known.join(', ')}`
}
