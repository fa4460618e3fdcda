import type { Context, Finder } from './finder.ts'
import type { Text } from './state.ts'

/** Keeps a run of Vitest, or why it cannot be judged. */
export function runVitest(finder: Finder, args: readonly Text[], { state, environment, isCleared }: Context): void {
  if (args.includes(undefined))
    return finder.found({ unknown: 'some of its words are only known to the shell: write them out' })
  if (state.folder === undefined) return finder.found({ unknown: 'the folder it runs in is only known to the shell' })
  const unknown = [...environment].find(
    ([name, value]) => value === undefined && /^(CASSETTE_|VITEST|NODE_|ALLOW_)/.test(name),
  )?.[0]
  const unknownEnvironment =
    unknown === undefined ? state.unknownEnvironment : `the value of ${unknown} is only known to the shell`
  const known = [...environment].filter((entry): entry is [string, string | null] => entry[1] !== undefined)
  finder.found({
    args: args as string[],
    folder: state.folder,
    environment: new Map(known),
    isCleared,
    ...(unknownEnvironment !== undefined && { unknownEnvironment }),
  })
}
