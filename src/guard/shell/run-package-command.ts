import picomatch from 'picomatch'
import type { Context, Finder } from './finder.ts'
import type { PackageCommand, PackageFolder } from './packages.ts'
import { runShell } from './run-shell.ts'
import { copyOf } from './state.ts'

/** Finds what a package manager starts: a program, or scripts of packages. */
export function runPackageCommand(finder: Finder, command: PackageCommand, context: Context): void {
  const folder = 'folder' in command ? finder.resolve(context.state, command.folder) : context.state.folder
  const inner = { ...context, state: { ...copyOf(context.state), folder } }
  if (command.kind === 'words') return finder.command(command.words, inner)
  if (command.kind === 'shell') return runShell(finder, command.script, inner)
  const { name, args } = command
  if (name === undefined) return finder.found({ unknown: 'the script it runs is only known to the shell' })
  if (folder === undefined) return finder.found({ unknown: 'the folder it runs in is only known to the shell' })
  const nearest = finder.disk.packageAt(folder)
  const packages = command.isEverywhere ? finder.disk.packagesOf(folder) : nearest === undefined ? [] : [nearest]
  const matches = packages.flatMap((one) => scriptsOf(one, name).map((script) => ({ one, script })))
  if (matches.length === 0 && command.orProgram) return finder.command([name, ...args], inner)
  for (const { one, script } of matches) {
    const state = { ...copyOf(context.state), folder: one.folder }
    const words = args.map((word) => (word === undefined ? undefined : quoted(word)))
    for (const text of [one.scripts[`pre${script}`], one.scripts[`post${script}`]])
      if (text !== undefined) runShell(finder, text, { ...context, state })
    if (words.includes(undefined) && /vitest/.test(one.scripts[script] ?? ''))
      finder.found({ unknown: 'some of its words are only known to the shell: write them out' })
    else runShell(finder, [one.scripts[script], ...words].join(' '), { ...context, state })
  }
}

function scriptsOf({ scripts }: PackageFolder, name: string): string[] {
  if (Object.hasOwn(scripts, name)) return [name]
  return /[*{]/.test(name) ? Object.keys(scripts).filter((script) => picomatch.isMatch(script, name)) : []
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
