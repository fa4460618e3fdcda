import { managers, npx, scriptRunners, type Manager } from './managers.ts'
import type { Text } from './state.ts'

/** A folder with a `package.json`. */
export interface PackageFolder {
  readonly folder: string
  readonly name?: string
  readonly scripts: Readonly<Record<string, string>>
}

/** Where a package manager runs something: what its options say. */
export interface Where {
  /** The folder it is told to run in. */
  folder?: Text
  isFolderGiven: boolean
  /** Names or folders of packages. */
  readonly packages: Text[]
  isEverywhere: boolean
  /** Files of variables. */
  readonly files: Text[]
}

/** What a package manager is asked to run. */
export type PackageCommand = { readonly where: Where } & (
  | { readonly kind: 'words'; readonly words: readonly Text[] }
  | { readonly kind: 'shell'; readonly script: Text }
  | {
      readonly kind: 'script'
      /** The script and its arguments. */
      readonly words: readonly Text[]
      /** Which of the words are scripts: the first, the first that there is, or all that there are. */
      readonly names: 'first' | 'any' | 'all'
      /** Arguments of every script. */
      readonly args: readonly Text[]
      /** Taken for a program when there is no such script. */
      readonly orProgram: boolean
    }
)

/** What a package manager's words ask for; `undefined` when it is none, or runs no code of the repository. */
export function packageCommand(name: string, words: readonly Text[]): PackageCommand | undefined {
  const where: Where = { isFolderGiven: false, packages: [], isEverywhere: false, files: [] }
  if (['npx', 'pnpx', 'bunx'].includes(name)) return program(takeOptions(npx, words, where), where)
  if (scriptRunners.has(name)) {
    const names = words.filter((word) => !word?.startsWith('-'))
    return { kind: 'script', words: names, names: 'all', args: [], where, orProgram: false }
  }
  const manager = Object.hasOwn(managers, name) ? managers[name] : undefined
  return manager === undefined ? undefined : managed(manager, words, where, name)
}

/** Whether a word is a package manager, or starts programs or scripts of a package. */
export function isPackageManager(name: string): boolean {
  return ['npx', 'pnpx', 'bunx'].includes(name) || scriptRunners.has(name) || Object.hasOwn(managers, name)
}

/** What is left of words when the options are taken off. */
interface Left {
  readonly words: readonly Text[]
  /** What stands behind `--`. */
  readonly behind: readonly Text[]
  /** A text that a shell reads, in place of words. */
  readonly call?: Text
}

/** Takes a manager's own options off: those before the first word, or all up to `--`. */
function takeOptions(manager: Manager, words: readonly Text[], where: Where): Left {
  const left: Text[] = []
  let call: { call?: Text } = {}
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === '--') return { words: left, behind: words.slice(index + 1), ...call }
    if (word === undefined || (!word.startsWith('-') && manager.everywhere?.includes(word) !== true)) {
      if (manager.takesLate !== true) return { words: words.slice(index), behind: [], ...call }
      left.push(word)
      continue
    }
    const at = word.startsWith('-') ? word.indexOf('=') : -1
    const option = at === -1 ? word : word.slice(0, at)
    const value = (): Text => (at === -1 ? words[(index += 1)] : word.slice(at + 1))
    if (manager.everywhere?.includes(word)) where.isEverywhere = true
    else if (manager.folder?.includes(option)) Object.assign(where, { folder: value(), isFolderGiven: true })
    else if (manager.package?.includes(option)) where.packages.push(value())
    else if (manager.call?.includes(option)) call = { call: value() }
    else if (option === '--env-file') where.files.push(value())
    else if (manager.values?.includes(option)) value()
    // `-t=e2e`, `--targets=lint,e2e`
    else if (manager.isTaskRunner && at !== -1) left.push(word.slice(at + 1))
  }
  return { words: left, behind: [], ...call }
}

function managed(manager: Manager, words: readonly Text[], where: Where, name: string): PackageCommand | undefined {
  const taken = takeOptions(manager, words, where)
  const { behind } = taken
  let left = taken.words
  if (name === 'yarn' && left[0] === 'workspace') {
    where.packages.push(left[1])
    left = takeOptions(manager, left.slice(2), where).words
  }
  const script = (names: 'first' | 'any', orProgram: boolean, own: Left): PackageCommand => {
    return { kind: 'script', words: [...own.words, ...own.behind], names, args: [], where, orProgram }
  }
  if (left.length === 0) return undefined
  const [verb, ...rest] = left
  // Only the shell knows what it is asked.
  if (verb === undefined) return script('first', false, { words: left, behind })
  // Options may stand behind the verb too.
  const after = manager.takesLate ? { ...taken, words: rest } : takeOptions(manager, rest, where)
  if (manager.exec?.includes(verb)) return program(after, where)
  if (manager.isTaskRunner) {
    if (manager.builtin?.includes(verb)) return undefined
    // `nx run app:test`, `nx test app`, `turbo run app#test`, `-t lint,e2e`
    const tasks = left.flatMap((word) => (word === undefined ? [word] : word.split(/[:#,]/)))
    where.isEverywhere = true
    return { kind: 'script', words: tasks, names: 'all', args: behind, where, orProgram: false }
  }
  if (manager.run.includes(verb)) return script('any', manager.builtin !== undefined, after)
  if (manager.scripts?.includes(verb))
    return script('first', false, {
      words: [/^([cs]?i?t|tst|.*install-test)$/.test(verb) ? 'test' : verb, ...rest],
      behind,
    })
  if (manager.builtin === undefined || manager.builtin.includes(verb)) return undefined
  return script('first', true, { words: left, behind })
}

/** `npx -y vitest@latest run`: the program behind the options, without its version. */
function program({ words, behind, call }: Left, where: Where): PackageCommand | undefined {
  if (call !== undefined) return { kind: 'shell', script: call, where }
  const [name, ...args] = [...words, ...behind]
  const plain = name?.replace(/^npm:/, '').replace(/(?<=.)@[^/]*$/, '')
  return { kind: 'words', words: [plain, ...args], where }
}
