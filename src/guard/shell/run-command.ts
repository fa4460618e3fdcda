import type { Context, Finder } from './finder.ts'
import { packageCommand } from './packages.ts'
import { runPackageCommand } from './run-package-command.ts'
import { runShell, runShellProgram, shells } from './run-shell.ts'
import { argsOfFind, argsOfNode, argsOfXargs } from './started-words.ts'
import type { Text } from './state.ts'
import { textOf, unwrap } from './wrappers.ts'

/** Finds what one simple command starts. */
export function runCommand(finder: Finder, words: readonly Text[], context: Context): void {
  const [first, ...args] = words
  if (words.length === 0) return
  if (first === undefined) {
    if (/vitest/.test(context.source)) finder.found({ unknown: 'what it runs is only known to the shell' })
    return
  }
  const name = programName(first)
  if (name === 'vitest') return runVitest(finder, args, context)
  if (name === 'eval') return runShell(finder, textOf(args), context, context.state)
  if (name === 'trap') return args.length > 1 ? runShell(finder, args[0], context) : undefined
  if (shells.has(name)) return runShellProgram(finder, args, context)
  if (name === 'xargs' || name === 'parallel') return finder.command(argsOfXargs(args), context)
  if (name === 'find') {
    for (const started of argsOfFind(args)) finder.command(started, context)
    return
  }
  if (name === 'concurrently') {
    for (const arg of args)
      if (!arg?.startsWith('-')) runShell(finder, arg?.replace(/^(npm|pnpm|yarn|bun):/, '$1 run '), context)
    return
  }
  const unwrapped = unwrap(name, args)
  if (unwrapped !== undefined) {
    const environment = new Map([...(unwrapped.isCleared ? [] : context.environment), ...(unwrapped.environment ?? [])])
    const inner = { ...context, environment, isCleared: context.isCleared || unwrapped.isCleared === true }
    return 'script' in unwrapped ? runShell(finder, unwrapped.script, inner) : finder.command(unwrapped.words, inner)
  }
  if (name === 'node') {
    const started = argsOfNode(args)
    return started === undefined ? undefined : runVitest(finder, started, context)
  }
  const command = packageCommand(name, args)
  if (command !== undefined) runPackageCommand(finder, command, context)
}

function runVitest(finder: Finder, args: readonly Text[], { state, environment, isCleared }: Context): void {
  if (args.includes(undefined))
    return finder.found({ unknown: 'some of its words are only known to the shell: write them out' })
  if (state.folder === undefined) return finder.found({ unknown: 'the folder it runs in is only known to the shell' })
  const unknown = [...environment].find(([, value]) => value === undefined)?.[0]
  if (unknown !== undefined && /^(CASSETTE_|VITEST|NODE_|ALLOW_)/.test(unknown))
    return finder.found({ unknown: `the value of ${unknown} is only known to the shell` })
  const known = [...environment].filter((entry): entry is [string, string | null] => entry[1] !== undefined)
  finder.found({ args: args as string[], folder: state.folder, environment: new Map(known), isCleared })
}

/** `./node_modules/.bin/vitest` is `vitest`. */
function programName(word: string): string {
  return (word.replaceAll('\\', '/').split('/').at(-1) ?? '').replace(/\.(cmd|exe|ps1|mjs)$/i, '')
}
