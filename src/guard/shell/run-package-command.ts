import picomatch from 'picomatch'
import type { Context, Finder } from './finder.ts'
import { withFiles } from './environment-files.ts'
import type { PackageCommand, PackageFolder, PackageScope } from './packages.ts'
import { runShell } from './run-shell.ts'
import { copyOf, type Text } from './state.ts'

/** Finds the runs that a package manager starts: a program, or scripts of packages. */
export function runPackageCommand(finder: Finder, command: PackageCommand, outer: Context): void {
  const { scope } = command
  const context = withFiles(
    finder,
    scope.files.map((path) => ({ path, isOptional: false })),
    outer,
  )
  const folder = scope.hasFolder ? finder.resolve(context.state, scope.folder) : context.state.folder
  const inFolder = (at: Text): Context => ({ ...context, state: { ...copyOf(context.state), folder: at } })
  if (command.kind !== 'script') {
    const folders =
      folder === undefined || !isElsewhere(scope)
        ? [folder]
        : packagesOf(finder, folder, scope).map((found) => found.folder)
    for (const at of folders)
      if (command.kind === 'words') finder.command(command.words, inFolder(at))
      else runShell(finder, command.script, inFolder(at))
    return
  }
  const { words, names } = command
  if (words.length === 0) return
  if (words[0] === undefined || (names === 'all' && words.includes(undefined)))
    return finder.unknownScript('only the shell knows the script it runs')
  if (folder === undefined) return finder.unknownScript('only the shell knows the folder it runs in', words[0])
  const found = packagesOf(finder, folder, scope).flatMap((from) => scriptsAmong(from, command))
  if (found.length === 0 && command.orProgram) finder.command(words, inFolder(folder))
  for (const script of found) runScript(finder, script, context)
  if (/\bpkg\s+set\b|\bset-script\b/.test(context.text) || finder.isWritten('package.json'))
    finder.unknown('it may change the scripts before it runs them', context.text)
  // A word may hold a script with arguments, as in `run-s "test -- --mode record"`, or a whole command.
  if (names !== 'all') return
  for (const word of words)
    if (word !== undefined && /\s/.test(word))
      for (const text of [word, `npm run ${word}`]) finder.maybeScript(text, inFolder(folder))
}

interface Script {
  readonly from: PackageFolder
  readonly name: string
  readonly args: readonly Text[]
}

function scriptsAmong(from: PackageFolder, { words, names, args }: PackageCommand & { kind: 'script' }): Script[] {
  const found = words.map((word, index) =>
    scriptsOf(from, word).map((name) => ({ from, name, args: names === 'all' ? args : words.slice(index + 1) })),
  )
  if (names === 'all') return found.flat()
  // After unknown options, the first words may be their values.
  const isProgram = words[0]?.endsWith('vitest') === true
  return (names === 'first' || isProgram ? found[0] : found.find(({ length }) => length > 0)) ?? []
}

function runScript(finder: Finder, { from, name, args }: Script, context: Context): void {
  const inner = { ...context, state: { ...copyOf(context.state), folder: from.folder } }
  const text = from.scripts[name] ?? ''
  for (const other of [from.scripts[`pre${name}`], from.scripts[`post${name}`]])
    if (other !== undefined) runShell(finder, other, inner)
  const words = args[0] === '--' ? args.slice(1) : args
  const known = words.map((word) => (word === undefined ? '"$_unknown"' : quoted(word)))
  runShell(finder, [text, ...known].join(' '), inner)
}

function isElsewhere({ isEverywhere, packages }: PackageScope): boolean {
  return isEverywhere || packages.length > 0
}

/** The selected packages. All packages when a name matches none. */
function packagesOf(finder: Finder, folder: string, scope: PackageScope): readonly PackageFolder[] {
  const nearest = finder.disk.packageAt(folder)
  if (!isElsewhere(scope)) return nearest === undefined ? [] : [nearest]
  const all = finder.disk.packagesOf(folder)
  const named = scope.packages.map((name) =>
    all.find(
      (other) => name !== undefined && (other.name === name || other.folder === finder.disk.resolve(folder, name)),
    ),
  )
  return scope.isEverywhere || named.includes(undefined) ? all : named.filter((found) => found !== undefined)
}

/** The scripts that a name, a glob, or a pattern between slashes selects. */
function scriptsOf({ scripts }: PackageFolder, name: Text): string[] {
  if (name === undefined) return []
  if (Object.hasOwn(scripts, name)) return [name]
  const pattern = /^\/(.*)\/$/s.exec(name)?.[1]
  if (pattern !== undefined) return Object.keys(scripts).filter((script) => isMatch(pattern, script))
  return /[*{]/.test(name) ? Object.keys(scripts).filter((script) => picomatch.isMatch(script, name)) : []
}

/** An invalid pattern may match any script. */
function isMatch(pattern: string, script: string): boolean {
  try {
    return new RegExp(pattern).test(script)
  } catch {
    return true
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
