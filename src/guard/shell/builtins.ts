import type { Context, Finder } from './finder.ts'
import { knownText } from './could-start-vitest.ts'
import { inputPaths, runShell, unknownScript } from './run-shell.ts'
import { assign, type Text } from './state.ts'

/** An argument of a command: its expanded words, and its assignment if it is one. */
export interface Argument {
  readonly words: readonly Text[]
  readonly name?: string
  readonly value?: Text
}

type Builtin = (args: readonly Argument[], context: Context, finder: Finder) => void

/** Commands that change the state of the shell. */
const builtins: Readonly<Record<string, Builtin>> = {
  cd: changeFolder,
  pushd: changeFolder,
  popd: (_, { state }) => void (state.folder = undefined),
  unset(args, { state }) {
    for (const { words } of args) {
      state.exported.delete(words[0] ?? '')
      state.variables.set(words[0] ?? '', undefined)
    }
  },
  export: (args, context) => declare(args, context, !wordsOf(args).includes('-n')),
  declare: declareAs,
  typeset: declareAs,
  local: declareAs,
  readonly: declareAs,
  set: setOptions,
  shift: (args, { state }) => void (state.positional = state.positional?.slice(Number(args[0]?.words[0] ?? 1))),
  read: forget,
  mapfile: forget,
  readarray: forget,
  getopts: forget,
  alias: (_, { source }, finder) => finder.unknown('an alias may start it', source),
  source: readFile,
  '.': readFile,
  eval: (args, context, finder) =>
    runOwn(finder, wordsOf(args).includes(undefined) ? undefined : wordsOf(args).join(' '), context),
}

/** Set-up output and set-up files of known tools. They set up a shell and start no recording. */
const harmless =
  /\b(ssh-agent|gpg-agent|fnm env|nodenv init|brew shellenv|(py|rb|go|j)env init|direnv hook|mise activate|asdf|starship init|zoxide init|dircolors|completion)\b|(\/|^|\s)(nvm\.sh|activate|asdf\.sh|\.cargo\/env|\.(bash|zsh)rc|\.(bash_|z)?profile|\.zshenv)\b/

/** Runs a command that changes the state of the shell, such as `cd` or `export`; `false` when it is another command. */
export function runBuiltin(finder: Finder, name: Text, args: readonly Argument[], context: Context): boolean {
  const builtin = name !== undefined && Object.hasOwn(builtins, name) ? builtins[name] : undefined
  builtin?.(args, context, finder)
  return builtin !== undefined
}

function changeFolder(args: readonly Argument[], { state }: Context, finder: Finder): void {
  const words = wordsOf(args)
  const path = words.find((word) => !word?.startsWith('-') || word === '-')
  state.folder = path === undefined || path === '-' ? undefined : finder.resolve(state, path)
}

function declareAs(args: readonly Argument[], context: Context): void {
  const options = wordsOf(args).filter((word) => /^[-+]/.test(word ?? ''))
  const isExported = options.some((word) => /^-\w*x/.test(word ?? ''))
  const isTaken = options.some((word) => /^\+\w*x/.test(word ?? ''))
  declare(args, context, isExported ? true : isTaken ? false : undefined)
}

/** Assigns variables, and exports them (`true`) or stops exporting them (`false`). */
function declare(args: readonly Argument[], { state }: Context, isExported: boolean | undefined): void {
  for (const arg of args) {
    if (arg.name === undefined) {
      if (arg.words.includes(undefined) && (isExported || state.isAllExported))
        state.unknownEnvironment ??= 'only the shell knows some variables that are exported before it'
      continue
    }
    if ('value' in arg) assign(state, arg.name, arg.value)
    if (isExported === true) state.exported.add(arg.name)
    else if (isExported === false) state.exported.delete(arg.name)
  }
}

function setOptions(args: readonly Argument[], { state }: Context): void {
  const words = wordsOf(args)
  for (const [index, word] of words.entries()) {
    const isAll = word === '-o' || word === '+o' ? words[index + 1] === 'allexport' : /^[-+]\w*a/.test(word ?? '')
    if (isAll) state.isAllExported = word?.startsWith('-') === true
    if (word !== '--' && /^[-+]/.test(word ?? '')) continue
    if (word === '--' || !/^[-+]\w*o$/.test(words[index - 1] ?? ''))
      state.positional = words.slice(word === '--' ? index + 1 : index)
    else continue
    break
  }
}

function forget(args: readonly Argument[], { state }: Context): void {
  for (const word of wordsOf(args)) if (word !== undefined) state.variables.set(word, undefined)
}

/** Walks a script that this shell reads, as in `. ./file`. */
function readFile(args: readonly Argument[], context: Context, finder: Finder): void {
  const [path, ...positional] = wordsOf(args)
  if (harmless.test(context.source)) return
  const { input } = context
  const isInput = path !== undefined && inputPaths.has(path)
  const text = isInput
    ? input !== undefined && 'text' in input
      ? input.text
      : undefined
    : finder.read(context.state, path)
  if (text !== undefined) return runOwn(finder, text, context, positional)
  unknownFile(finder, path, context)
}

function runOwn(finder: Finder, text: Text, context: Context, positional: readonly Text[] = []): void {
  const { state, source } = context
  if (text === undefined) {
    const isHarmless = harmless.test(source)
    if (!isHarmless) state.unknownEnvironment ??= `only the shell knows what \`${source}\` sets`
    return unknownScript(finder, isHarmless ? { source, text: source, state } : context)
  }
  const outer = state.positional
  if (positional.length > 0) state.positional = positional
  runShell(finder, text, context, { own: state })
  state.positional = outer
}

function unknownFile(finder: Finder, path: Text, { state, source, text }: Context): void {
  state.unknownEnvironment ??= `what \`${source}\` sets is only known to the shell`
  finder.unknown('it reads a file that cannot be read', path === undefined ? knownText(source, text) : text)
}

function wordsOf(args: readonly Argument[]): Text[] {
  return args.flatMap(({ words }) => words)
}
