import picomatch from 'picomatch'
import type { Context, Finder } from './finder.ts'
import { withFiles } from './environment-files.ts'
import type { PackageCommand, PackageFolder, Where } from './packages.ts'
import { runShell } from './run-shell.ts'
import { copyOf, type Text } from './state.ts'

/** Finds what a package manager starts: a program, or scripts of packages. */
export function runPackageCommand(finder: Finder, command: PackageCommand, outer: Context): void {
  const { where } = command
  const context = withFiles(
    finder,
    where.files.map((path) => ({ path, isOptional: false })),
    outer,
  )
  const folder = where.isFolderGiven ? finder.resolve(context.state, where.folder) : context.state.folder
  const inFolder = (at: Text): Context => ({ ...context, state: { ...copyOf(context.state), folder: at } })
  if (command.kind !== 'script') {
    const folders =
      folder === undefined || !isElsewhere(where)
        ? [folder]
        : packagesOf(finder, folder, where).map((one) => one.folder)
    for (const at of folders)
      if (command.kind === 'words') finder.command(command.words, inFolder(at))
      else runShell(finder, command.script, inFolder(at))
    return
  }
  const { words, names } = command
  if (words.length === 0) return
  if (words[0] === undefined || (names === 'all' && words.includes(undefined)))
    return finder.unknownScript('the script it runs is only known to the shell')
  if (folder === undefined) return finder.unknownScript('the folder it runs in is only known to the shell', words[0])
  const found = packagesOf(finder, folder, where).flatMap((one) => scriptsAmong(one, command))
  if (found.length === 0 && command.orProgram) finder.command(words, inFolder(folder))
  for (const one of found) runScript(finder, one, context)
  if (/\bpkg\s+set\b|\bset-script\b/.test(context.text) || finder.isWritten('package.json'))
    finder.unknown('it may change the scripts before it runs them', context.text)
  // `run-s "test -- --mode record"`, or a whole command.
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
  // Behind options that nobody knows, the first words may be their values.
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

function isElsewhere({ isEverywhere, packages }: Where): boolean {
  return isEverywhere || packages.length > 0
}

/** The packages that are meant: all of them, when one is named in a way that fits none. */
function packagesOf(finder: Finder, folder: string, where: Where): readonly PackageFolder[] {
  const nearest = finder.disk.packageAt(folder)
  if (!isElsewhere(where)) return nearest === undefined ? [] : [nearest]
  const all = finder.disk.packagesOf(folder)
  const named = where.packages.map((name) =>
    all.find((one) => name !== undefined && (one.name === name || one.folder === finder.disk.resolve(folder, name))),
  )
  return where.isEverywhere || named.includes(undefined) ? all : named.filter((one) => one !== undefined)
}

/** A name, a glob of names, or a pattern between slashes. */
function scriptsOf({ scripts }: PackageFolder, name: Text): string[] {
  if (name === undefined) return []
  if (Object.hasOwn(scripts, name)) return [name]
  const pattern = /^\/(.*)\/$/s.exec(name)?.[1]
  if (pattern !== undefined) return Object.keys(scripts).filter((script) => isMatch(pattern, script))
  return /[*{]/.test(name) ? Object.keys(scripts).filter((script) => picomatch.isMatch(script, name)) : []
}

/** What is no pattern may be any script. */
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
