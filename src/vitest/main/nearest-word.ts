import leven from 'leven'

/** The known word that a mistyped one is nearest to, or `undefined` when none comes near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((candidate) => ({ candidate, distance: leven(word.toLowerCase(), candidate.toLowerCase()) }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= Math.max(2, best.candidate.length / 2) ? best.candidate : undefined
}
