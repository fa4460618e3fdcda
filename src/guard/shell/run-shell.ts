import type { Context, Finder } from './finder.ts'
import { hasVariable, knownText } from './could-start-vitest.ts'
import { newState, withAssigned, type ShellState, type Text } from './state.ts'

/** Shells: programs that read a script. */
export const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'ash'])

/** Options of a shell with a value in the next word. */
const values = /^[-+][a-zA-Z]*[oO]$|^--(rcfile|init-file)$/

/** Paths of the standard input. */
export const inputPaths: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])

/** Options for reading a text. */
export interface ShellOptions {
  /** The state of the current shell, if it reads the text itself, as with `eval`. */
  readonly own?: ShellState
  /** `$1`, `$2`, … */
  readonly positional?: readonly Text[] | undefined
}

/** Walks a text that another shell reads, with the environment of the command that starts this shell. */
export function runShell(finder: Finder, text: Text, context: Context, { own, positional }: ShellOptions = {}): void {
  const { state, environment, assigned, isCleared, depth, input } = context
  if (text === undefined) return unknownScript(finder, context)
  const surroundings = { depth: depth + 1, isCleared, text: context.text }
  if (own !== undefined) return withAssigned(own, assigned, () => finder.script(text, own, surroundings))
  const known = [...environment].filter(([, value]) => value !== null) as Array<[string, Text]>
  const { functions, unknownEnvironment } = state
  const variables = new Map(known)
  const exported = new Set(variables.keys())
  const started = { variables, exported, functions: new Map(functions), positional, input, unknownEnvironment }
  finder.script(text, newState(state.folder, started), surroundings)
}

/** A script that only the shell knows: the output of another command, or the value of a variable from outside. */
export function unknownScript(
  finder: Finder,
  { source, text, state }: Pick<Context, 'source' | 'text' | 'state'>,
): void {
  const reason = 'a part of it is a script that only the shell knows'
  finder.unknown(reason, knownText(source, text), state)
  if (hasVariable(source)) finder.unknownScript(reason)
}

/** Walks the input of a command as a script. */
export function runInput(finder: Finder, context: Context, positional: readonly Text[]): void {
  const { input } = context
  if (input === undefined) return
  if ('text' in input) return runShell(finder, input.text, { ...context, input: undefined }, { positional })
  finder.unknown('a shell reads the output of other commands', knownText(input.source, context.text), context.state)
}

/** Walks the script of a shell, such as `bash -lc '…'`. A shell without a file reads its input. */
export function runShellProgram(finder: Finder, args: readonly Text[], context: Context): void {
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index]
    const rest = args.slice(index + 1)
    if (word === undefined)
      return finder.unknown('a shell reads a file that only the shell knows', knownText(context.source, context.text))
    if (values.test(word)) index += 1
    else if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(word)) {
      while (rest.length > 0 && rest[0]?.match(/^[-+]/)) rest.splice(0, values.test(rest[0]) ? 2 : 1)
      return rest.length === 0 ? undefined : runShell(finder, rest[0], context, { positional: rest.slice(2) })
    } else if (word === '-s' || inputPaths.has(word)) return runInput(finder, context, rest)
    else if (!/^[-+]/.test(word)) return runScriptFile(finder, word, rest, context)
  }
  runInput(finder, context, [])
}

/** Walks a file that a shell reads. For a missing or unreadable file the text around it counts. */
export function runScriptFile(finder: Finder, path: string, positional: readonly Text[], context: Context): void {
  const text = finder.read(context.state, path)
  if (text === undefined) return finder.unknown(`the script ${path} cannot be read`, context.text)
  // The script sees only its own arguments of the command around it.
  const words = positional.filter((word) => word !== undefined).join(' ')
  runShell(finder, text, { ...context, text: words }, { positional })
}
