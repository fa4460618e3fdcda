import { once } from './once.ts'

type Leven = typeof import('leven')

/** Loaded only where something is misspelt; by Node's own `require`, for that of Vitest's VM pools knows no ES modules. */
const leven = once(() => process.getBuiltinModule('node:module').createRequire(import.meta.url)('leven') as Leven)

/** How many characters one word must change to be the other. */
export function edits(word: string, other: string): number {
  return leven().default(word, other)
}
