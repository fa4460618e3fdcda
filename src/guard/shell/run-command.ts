import type { Context, Finder } from './finder.ts'
import { withFiles } from './environment-files.ts'
import { isPackageManager, packageCommand } from './packages.ts'
import { knownText } from './could-start-vitest.ts'
import { runNode } from './run-node.ts'
import { runPackageCommand } from './run-package-command.ts'
import { runInput, runScriptFile, runShell, runShellProgram, shells } from './run-shell.ts'
import { runUnknown } from './run-unknown.ts'
import { runVitest } from './run-vitest.ts'
import { argsOfFind, argsOfXargs, scriptsOfParallel, startedByGit } from './started-words.ts'
import { programName } from './program-name.ts'
import { copyOf, type Text } from './state.ts'
import { textOf, unwrap } from './wrappers.ts'

type Runner = (finder: Finder, args: readonly Text[], context: Context) => void

/** Programs that start other programs, each with its own syntax. */
const runners: Readonly<Record<string, Runner>> = {
  vitest: runVitest,
  node: runNode,
  nodejs: runNode,
  eval: (finder, args, context) => runShell(finder, textOf(args), context, { own: context.state }),
  at: (finder, _, context) => runInput(finder, context, []),
  batch: (finder, _, context) => runInput(finder, context, []),
  trap: (finder, args, context) => (args.length > 1 ? runShell(finder, args[0], context) : undefined),
  xargs: (finder, args, context) => finder.command(argsOfXargs(args), context),
  parallel(finder, args, context) {
    for (const script of scriptsOfParallel(args)) runShell(finder, script, context)
  },
  find(finder, args, context) {
    for (const words of argsOfFind(args)) finder.command(words, context)
  },
  git(finder, args, context) {
    for (const started of startedByGit(args))
      if ('words' in started) finder.command(started.words, context)
      else runShell(finder, started.script, context)
  },
  concurrently(finder, args, context) {
    for (const arg of args)
      if (!arg?.startsWith('-')) runShell(finder, arg?.replace(/^(npm|pnpm|yarn|bun):/, '$1 run '), context)
  },
  ...Object.fromEntries([...shells].map((name) => [name, runShellProgram])),
}

/** Finds the runs that one simple command starts. */
export function runCommand(finder: Finder, words: readonly Text[], context: Context): void {
  const [first, ...args] = words
  if (words.length === 0) return
  if (first === undefined)
    return finder.unknown('only the shell knows what it runs', knownText(context.source, context.text))
  const name = programName(first)
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined
  if (runner !== undefined) return runner(finder, args, context)
  const unwrapped = unwrap(name, args)
  if (unwrapped !== undefined) {
    const { isCleared, addsUnknownVariables } = unwrapped
    const own = new Map([...(isCleared ? [] : context.environment), ...unwrapped.environment])
    const inner = withFiles(finder, unwrapped.files, {
      ...context,
      environment: own,
      isCleared: context.isCleared || isCleared,
    })
    const unknownEnvironment =
      inner.state.unknownEnvironment ??
      (addsUnknownVariables ? `only ${name} knows the variables that it sets` : undefined)
    const state = { ...copyOf(inner.state), unknownEnvironment }
    if (unwrapped.folder !== undefined) state.folder = finder.resolve(state, unwrapped.folder.path)
    const started = { ...inner, state }
    if ('script' in unwrapped) return runShell(finder, unwrapped.script, started)
    // Secret managers have commands and options of their own.
    return addsUnknownVariables
      ? runUnknown(finder, name, unwrapped.words, started)
      : finder.command(unwrapped.words, started)
  }
  const command = packageCommand(name, args)
  if (command !== undefined) return runPackageCommand(finder, command, context)
  if (isPackageManager(name)) return
  if (first.includes('/') && (finder.isWritten(first) || isShellScript(finder.read(context.state, first))))
    return runScriptFile(finder, first, args, context)
  // The first word may be a quoted command: `pnpm exec -c "vitest run"`.
  if (/\s/.test(first)) finder.maybeScript(first, context)
  runUnknown(finder, name, args, context)
}

/** A shell runs a script, unless its first line names another program. */
function isShellScript(text: Text): boolean {
  return text !== undefined && (!text.startsWith('#!') || /^#!.*\b(ba|z|da|k|a)?sh\b/.test(text))
}
