import { suggestion } from '../util/nearest-word.ts'
import { issueOfHeader, issueOfIgnore, isUnknownName } from '../match/normalize/check-entries.ts'
import type { Normalizer } from '../match/normalize/normalizer.ts'
import { readyNames } from '../match/normalize/ready.ts'

/**
 * What a test, or a file, sets for itself: added to what the plugin is given.
 *
 * @see docs/matching.md#for-a-project-a-file-a-suite-a-test
 */
export interface TestOptions {
  /** Paths that do not count, beside those of the plugin. */
  ignore?: readonly string[]
  /** Names of ready normalizers, paths of modules, or functions, after those of the plugin. */
  normalize?: ReadonlyArray<string | Normalizer>
  /** Request headers that count, beside those of the plugin. */
  matchHeaders?: readonly string[]
  /** As the option of the plugin, and stronger. */
  clock?: 'real' | 'recorded'
  /** As the option of the plugin, and stronger. */
  random?: 'real' | 'seeded'
}

const words: Readonly<Record<'clock' | 'random', readonly string[]>> = {
  clock: ['real', 'recorded'],
  random: ['real', 'seeded'],
}

const lists: Readonly<Record<'ignore' | 'normalize' | 'matchHeaders', (entry: string) => string | undefined>> = {
  ignore: issueOfIgnore,
  normalize: (entry) =>
    isUnknownName(entry) ? `"${entry}" is no ready normalizer.${suggestion(entry, readyNames)}` : undefined,
  matchHeaders: issueOfHeader,
}

/** Why options cannot be used, beginning with the name of the option; `undefined` when they can. */
export function issueOfTestOptions(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) return 'it takes an object of options'
  const known = [...Object.keys(lists), ...Object.keys(words)]
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const issue = known.includes(name) ? issueOf(name, value) : `unknown option "${name}".${suggestion(name, known)}`
    if (issue !== undefined) return issue
  }
  return undefined
}

function issueOf(name: string, value: unknown): string | undefined {
  if (name === 'clock' || name === 'random') {
    const word = String(value)
    return words[name].includes(word) ? undefined : `${name} cannot be "${word}".${suggestion(word, words[name])}`
  }
  if (!Array.isArray(value)) return `${name} is a list`
  for (const entry of value as unknown[]) {
    if (name === 'normalize' && typeof entry === 'function') continue
    const issue = typeof entry === 'string' ? lists[name as keyof typeof lists](entry) : `an entry is a ${typeof entry}`
    if (issue !== undefined) return `${name}: ${issue}`
  }
  return undefined
}
