import type { PackageFolder } from './packages.ts'

/** A word that may be Vitest: not this package, nor a configuration. */
const vitest = /vitest(?!-cassette|\.config|\.workspace|\.setup)/

/** What runs scripts of a package by their name. */
const manager =
  /(?<![\w-])(npm|pnpm|yarn|bun|turbo|nx|lerna|deno|run-[sp]|npm-run-all2?|concurrently|--run|start-server-and-test)(?![\w-])/

/**
 * Whether a text could start Vitest, by what is written in it: where only the shell knows what a command is, this decides
 * whether it is denied.
 *
 * @param scripts finds the names of package scripts that run Vitest.
 */
export function couldStart(text: string, scripts: () => ReadonlySet<string>): boolean {
  if (vitest.test(text)) return true
  if (!manager.test(text)) return false
  const names = scripts()
  return text.split(/[^\w:./-]+/).some((word) => names.has(word) || names.has(word.replace(/^\w+:/, '')))
}

/** Names of the scripts that run Vitest, themselves or through each other. */
export function startingScripts(packages: readonly PackageFolder[]): Set<string> {
  const scripts = packages.flatMap((one) => Object.entries(one.scripts))
  const names = new Set<string>()
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const [name, text] of scripts)
      if (couldStart(text, () => names))
        for (const one of [name, ...(name === 'test' ? ['t', 'tst'] : [])]) names.add(one)
  }
  return names
}

/**
 * What is known of a command that only the shell knows: as it is written, when it holds no variable; else everything
 * that is written around it, since a variable may have been set there.
 */
export function knownOf(source: string, around: string): string {
  return /\$[\w{@*]/.test(source) ? around : source
}

/** Whether a variable stands in a command, outside of `$(…)`. */
export function hasVariable(source: string): boolean {
  let text = source
  for (let before = ''; before !== text;) [before, text] = [text, text.replaceAll(/\$\([^()]*\)/g, '')]
  return /\$[\w{@*]/.test(text)
}
