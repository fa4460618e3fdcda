import { managers, npx, scriptRunners, type Manager } from './managers.ts'
import type { Text } from './state.ts'

/** A folder with a `package.json`. */
export interface PackageFolder {
  readonly folder: string
  readonly name?: string
  readonly scripts: Readonly<Record<string, string>>
}

/** The packages that a package manager runs a command in, from its options. */
export interface PackageScope {
  /** The folder that an option names. */
  folder?: Text
  hasFolder: boolean
  /** Names or folders of packages. */
  readonly packages: Text[]
  isEverywhere: boolean
  /** Files with environment variables. */
  readonly files: Text[]
}

/** The command that a package manager runs. */
export type PackageCommand = { readonly scope: PackageScope } & (
  | { readonly kind: 'words'; readonly words: readonly Text[] }
  | { readonly kind: 'shell'; readonly script: Text }
  | {
      readonly kind: 'script'
      /** The script and its arguments. */
      readonly words: readonly Text[]
      /** The words that are scripts: the first word, the first word that is a script, or all words that are scripts. */
      readonly names: 'first' | 'any' | 'all'
      /** Arguments of every script. */
      readonly args: readonly Text[]
      /** The words are a program when there is no such script. */
      readonly orProgram: boolean
    }
)

/** The command in a package manager's words; `undefined` when they run no code of the repository. */
export function packageCommand(name: string, words: readonly Text[]): PackageCommand | undefined {
  const scope: PackageScope = { hasFolder: false, packages: [], isEverywhere: false, files: [] }
  if (['npx', 'pnpx', 'bunx'].includes(name)) return program(takeOptions(npx, words, scope), scope)
  if (scriptRunners.has(name)) {
    const names = words.filter((word) => !word?.startsWith('-'))
    return { kind: 'script', words: names, names: 'all', args: [], scope, orProgram: false }
  }
  const manager = Object.hasOwn(managers, name) ? managers[name] : undefined
  return manager === undefined ? undefined : managed(manager, words, scope, name)
}

/** Whether a word is a package manager, or a program that runs programs or scripts of a package. */
export function isPackageManager(name: string): boolean {
  return ['npx', 'pnpx', 'bunx'].includes(name) || scriptRunners.has(name) || Object.hasOwn(managers, name)
}

/** Words without a manager's own options. */
interface Remaining {
  readonly words: readonly Text[]
  /** The words after `--`. */
  readonly afterDashes: readonly Text[]
  /** A text for a shell, instead of words. */
  readonly call?: Text
}

/** Removes a manager's own options: those before the first word, or all before `--`. */
function takeOptions(manager: Manager, words: readonly Text[], scope: PackageScope): Remaining {
  const remaining: Text[] = []
  let call: { call?: Text } = {}
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === '--') return { words: remaining, afterDashes: words.slice(index + 1), ...call }
    if (word === undefined || (!word.startsWith('-') && manager.everywhere?.includes(word) !== true)) {
      if (manager.takesLate !== true) return { words: words.slice(index), afterDashes: [], ...call }
      remaining.push(word)
      continue
    }
    const at = word.startsWith('-') ? word.indexOf('=') : -1
    const option = at === -1 ? word : word.slice(0, at)
    const value = (): Text => (at === -1 ? words[(index += 1)] : word.slice(at + 1))
    if (manager.everywhere?.includes(word)) scope.isEverywhere = true
    else if (manager.folder?.includes(option)) Object.assign(scope, { folder: value(), hasFolder: true })
    else if (manager.package?.includes(option)) scope.packages.push(value())
    else if (manager.call?.includes(option)) call = { call: value() }
    else if (option === '--env-file') scope.files.push(value())
    else if (manager.values?.includes(option)) value()
    // `-t=e2e`, `--targets=lint,e2e`
    else if (manager.isTaskRunner && at !== -1) remaining.push(word.slice(at + 1))
  }
  return { words: remaining, afterDashes: [], ...call }
}

function managed(
  manager: Manager,
  words: readonly Text[],
  scope: PackageScope,
  name: string,
): PackageCommand | undefined {
  const taken = takeOptions(manager, words, scope)
  const { afterDashes } = taken
  let remaining = taken.words
  if (name === 'yarn' && remaining[0] === 'workspace') {
    scope.packages.push(remaining[1])
    remaining = takeOptions(manager, remaining.slice(2), scope).words
  }
  const script = (names: 'first' | 'any', orProgram: boolean, own: Remaining): PackageCommand => {
    return { kind: 'script', words: [...own.words, ...own.afterDashes], names, args: [], scope, orProgram }
  }
  if (remaining.length === 0) return undefined
  const [verb, ...rest] = remaining
  // Only the shell knows the command.
  if (verb === undefined) return script('first', false, { words: remaining, afterDashes })
  // Options may follow the verb too.
  const after = manager.takesLate ? { ...taken, words: rest } : takeOptions(manager, rest, scope)
  if (manager.exec?.includes(verb)) return program(after, scope)
  if (manager.isTaskRunner) {
    if (manager.builtin?.includes(verb)) return undefined
    // `nx run app:test`, `nx test app`, `turbo run app#test`, `-t lint,e2e`
    const tasks = remaining.flatMap((word) => (word === undefined ? [word] : word.split(/[:#,]/)))
    scope.isEverywhere = true
    return { kind: 'script', words: tasks, names: 'all', args: afterDashes, scope, orProgram: false }
  }
  if (manager.run.includes(verb)) return script('any', manager.builtin !== undefined, after)
  if (manager.scripts?.includes(verb))
    return script('first', false, {
      words: [/^([cs]?i?t|tst|.*install-test)$/.test(verb) ? 'test' : verb, ...rest],
      afterDashes,
    })
  if (manager.builtin === undefined || manager.builtin.includes(verb)) return undefined
  return script('first', true, { words: remaining, afterDashes })
}

/** The program after the options, without its version: `npx -y vitest@latest run`. */
function program({ words, afterDashes, call }: Remaining, scope: PackageScope): PackageCommand | undefined {
  if (call !== undefined) return { kind: 'shell', script: call, scope }
  const [name, ...args] = [...words, ...afterDashes]
  const plain = name?.replace(/^npm:/, '').replace(/(?<=.)@[^/]*$/, '')
  return { kind: 'words', words: [plain, ...args], scope }
}
