import { requireModule } from './require-module.ts'

/** How many characters one word must change to be the other. */
export function editDistance(word: string, other: string): number {
  const { default: leven } = requireModule('leven') as typeof import('leven')
  return leven(word, other)
}
