import { createRequire } from 'node:module'
import { once } from './once.ts'

type Leven = typeof import('leven')

/** Loaded only where something is misspelt. */
const leven = once(() => createRequire(import.meta.url)('leven') as Leven)

/** How many characters one word must change to be the other. */
export function edits(word: string, other: string): number {
  return leven().default(word, other)
}
