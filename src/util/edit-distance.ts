import { requireModule } from './require-module.ts'

/** Number of single-character edits between two words. */
export function editDistance(word: string, other: string): number {
  const { default: leven } = requireModule('leven') as typeof import('leven')
  return leven(word, other)
}
