import type { PackageFolder } from './packages.ts'

/** The name of Vitest, but not of this package or of a configuration. */
const vitest = /vitest(?!-cassette|\.config|\.workspace|\.setup)/

/** Programs that run scripts of a package by name. */
const manager =
  /(?<![\w-])(npm|pnpm|yarn|bun|turbo|nx|lerna|deno|run-[sp]|npm-run-all2?|concurrently|--run|start-server-and-test)(?![\w-])/

/**
 * Whether a text could start Vitest, judged by its words. This decides about commands that only the shell knows.
 *
 * @param scripts returns the names of package scripts that run Vitest.
 */
export function couldStartVitest(text: string, scripts: () => ReadonlySet<string>): boolean {
  if (vitest.test(text)) return true
  if (!manager.test(text)) return false
  const names = scripts()
  return text.split(/[^\w:./-]+/).some((word) => names.has(word) || names.has(word.replace(/^\w+:/, '')))
}

/** Names of the scripts that run Vitest, directly or through other scripts. */
export function scriptsThatStartVitest(packages: readonly PackageFolder[]): Set<string> {
  const scripts = packages.flatMap((folder) => Object.entries(folder.scripts))
  const names = new Set<string>()
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const [name, text] of scripts)
      if (couldStartVitest(text, () => names))
        for (const alias of [name, ...(name === 'test' ? ['t', 'tst'] : [])]) names.add(alias)
  }
  return names
}

/**
 * The known text of a command that only the shell knows: its source, or, when it holds a variable, the text around it,
 * because the variable may have been set there.
 */
export function knownText(source: string, around: string): string {
  return /\$[\w{@*]/.test(source) ? around : source
}

/** Whether a command holds a variable outside `$(…)`. */
export function hasVariable(source: string): boolean {
  let text = source
  for (let before = ''; before !== text;) [before, text] = [text, text.replaceAll(/\$\([^()]*\)/g, '')]
  return /\$[\w{@*]/.test(text)
}
