import type { Context, Finder } from './finder.ts'
import type { ShellState, Text } from './state.ts'

/** Programs that read a script. */
export const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'ash'])

/**
 * Works through a text that another shell reads, with the environment of the command that starts it.
 *
 * @param own the state of this shell, when it is this one that reads it: `eval`.
 */
export function runShell(
  finder: Finder,
  text: Text,
  { state, environment, isCleared, depth }: Context,
  own?: ShellState,
): void {
  if (text === undefined) return finder.found({ unknown: 'a part of it is a script that only the shell knows' })
  const known = [...environment].filter(([, value]) => value !== null) as Array<[string, Text]>
  const started = { folder: state.folder, variables: new Map(known), exported: new Set(known.map(([name]) => name)) }
  finder.script(text, own ?? started, { depth: depth + 1, isCleared })
}

/** The same for the words of a shell, as in `bash -lc '…'`; one that is given no file reads its input. */
export function runShellProgram(finder: Finder, args: readonly Text[], context: Context): void {
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]
    if (word === undefined) return finder.found({ unknown: 'what a shell is given is only known to another shell' })
    if (/^[-+][a-zA-Z]*o$/.test(word) || word === '--rcfile' || word === '--init-file') index += 1
    else if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(word)) {
      const at = args.findIndex((one, place) => place > index && !one?.startsWith('-'))
      return at === -1 ? undefined : runShell(finder, args[at], context)
    } else if (word === '-s' || word === '-') break
    else if (!word.startsWith('-') && !word.startsWith('+')) return
  }
  if (context.input !== undefined) runShell(finder, context.input, context)
}
