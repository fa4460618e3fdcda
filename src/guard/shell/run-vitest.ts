import type { Context, Finder } from './finder.ts'
import type { Text } from './state.ts'

/** Adds a run of Vitest, or the reason why it cannot be judged. */
export function runVitest(finder: Finder, args: readonly Text[], { state, environment, isCleared }: Context): void {
  if (args.includes(undefined))
    return finder.found({ unknown: 'only the shell knows some of its words: write them out' })
  if (state.folder === undefined) return finder.found({ unknown: 'only the shell knows the folder it runs in' })
  const unknown = [...environment].find(
    ([name, value]) => value === undefined && /^(CASSETTE_|VITEST|NODE_|ALLOW_)/.test(name),
  )?.[0]
  const unknownEnvironment =
    unknown === undefined ? state.unknownEnvironment : `only the shell knows the value of ${unknown}`
  const known = [...environment].filter((entry): entry is [string, string | null] => entry[1] !== undefined)
  finder.found({
    args: args as string[],
    folder: state.folder,
    environment: new Map(known),
    isCleared,
    ...(unknownEnvironment !== undefined && { unknownEnvironment }),
  })
}
