import { createHmac } from 'node:crypto'
import { isGenerated } from './recognize/random-looking.ts'

/** Hex digits for a value that a machine has made up: nobody can try all such values. */
const digitsOfGenerated = 12
/** Hex digits of everything else: one of 256 guesses has the same. */
const digitsOfGuessable = 2

/**
 * A short fingerprint of a secret: two of one secret are the same in every cassette. See `docs/decisions`.
 *
 * @returns 12 hex digits of a generated value, 2 of one that people make up.
 */
export function fingerprint(kind: string, value: string): string {
  const isGuessable = /pass|pwd|passwort/.test(kind) || !isGenerated(value)
  const hash = createHmac('sha256', 'vitest-cassette').update(value).digest('hex')
  return hash.slice(0, isGuessable ? digitsOfGuessable : digitsOfGenerated)
}
