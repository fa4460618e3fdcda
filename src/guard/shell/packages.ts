import type { Text } from './state.ts'

/** A folder with a `package.json`. */
export interface PackageFolder {
  readonly folder: string
  readonly scripts: Readonly<Record<string, string>>
}

/** What a package manager is asked to run. */
export type PackageCommand =
  | { readonly kind: 'words'; readonly words: readonly Text[]; readonly folder?: Text }
  | { readonly kind: 'shell'; readonly script: Text; readonly folder?: Text }
  | {
      readonly kind: 'script'
      /** Name, or a glob of names. */
      readonly name: Text
      readonly args: readonly Text[]
      readonly folder?: Text
      /** In every package of the repository, not only in this one. */
      readonly isEverywhere: boolean
      /** Taken for a program when there is no such script. */
      readonly orProgram: boolean
    }

/** What each package manager calls its commands. */
interface Manager {
  readonly values: readonly string[]
  readonly folder: readonly string[]
  readonly everywhere: readonly string[]
  readonly run: readonly string[]
  readonly exec: readonly string[]
  /** Scripts that are commands themselves. */
  readonly scripts: readonly string[]
  /** Whether any other word is a script or a program, but for these commands. */
  readonly builtin?: readonly string[]
  /** Options behind the script's name are the manager's own, unless `--` stands before. */
  readonly keepsOptions?: boolean
}

const commonCommands = [
  'install',
  'i',
  'add',
  'remove',
  'rm',
  'update',
  'up',
  'link',
  'unlink',
  'init',
  'create',
  'publish',
]

const managers: Readonly<Record<string, Manager>> = {
  npm: {
    values: ['--loglevel', '--userconfig', '--cache', '--registry'],
    folder: ['--prefix', '-C'],
    everywhere: ['-w', '--workspace', '--workspaces', '-ws'],
    run: ['run', 'run-script', 'rum', 'urn'],
    exec: ['exec', 'x'],
    scripts: ['test', 't', 'tst', 'start', 'stop', 'restart'],
    keepsOptions: true,
  },
  pnpm: {
    values: ['--loglevel', '--reporter'],
    folder: ['-C', '--dir'],
    everywhere: ['-r', '--recursive', '--filter', '-F', '-w', '--workspace-root', 'recursive', 'm', 'multi'],
    run: ['run', 'run-script'],
    exec: ['exec', 'dlx'],
    scripts: ['test', 't', 'start'],
    builtin: [
      ...commonCommands,
      'why',
      'list',
      'ls',
      'outdated',
      'audit',
      'store',
      'import',
      'fetch',
      'prune',
      'config',
    ],
  },
  yarn: {
    values: [],
    folder: ['--cwd'],
    everywhere: ['workspaces', 'workspace'],
    run: ['run'],
    exec: ['exec', 'dlx'],
    scripts: ['test', 'start'],
    builtin: [...commonCommands, 'why', 'info', 'cache', 'config', 'set', 'plugin', 'dedupe', 'constraints', 'npm'],
  },
  bun: {
    values: ['--config', '-c'],
    folder: ['--cwd'],
    everywhere: ['--filter', '-F', '--workspaces'],
    run: ['run'],
    exec: ['x'],
    scripts: ['start'],
    builtin: [...commonCommands, 'test', 'build', 'pm', 'upgrade', 'outdated'],
  },
  turbo: everywhere('run'),
  lerna: everywhere('run'),
  nx: everywhere('run', 'run-many', 'affected'),
}

function everywhere(...run: string[]): Manager {
  return {
    values: [],
    folder: [],
    everywhere: [],
    run,
    exec: [],
    scripts: [],
    builtin: ['login', 'prune', 'init', 'graph'],
  }
}

/** Options of the programs that run one program of a package. */
const programValues = ['-p', '--package', '--cache', '--registry']

/** What a package manager's words ask for; `undefined` when it is none, or runs no code of the repository. */
export function packageCommand(name: string, words: readonly Text[]): PackageCommand | undefined {
  if (['npx', 'pnpx', 'bunx'].includes(name)) return program(words)
  if (['npm-run-all', 'npm-run-all2', 'run-s', 'run-p'].includes(name)) {
    const names = words.filter((word) => !word?.startsWith('-'))
    const script = names.length === 1 ? names[0] : names.includes(undefined) ? undefined : `{${names.join(',')}}`
    return { kind: 'script', name: script, args: [], isEverywhere: false, orProgram: false }
  }
  const manager = Object.hasOwn(managers, name) ? managers[name] : undefined
  return manager === undefined ? undefined : managed(manager, words, name)
}

function managed(manager: Manager, words: readonly Text[], name: string): PackageCommand | undefined {
  let folder: Text | undefined
  let isEverywhere = ['turbo', 'lerna', 'nx'].includes(name)
  const isEverywhereWord = (word: string): boolean =>
    manager.everywhere.some((one) => word === one || word.startsWith(`${one}=`))
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined) return { kind: 'words', words: [undefined] }
    const rest = words.slice(index + 1)
    if (isEverywhereWord(word)) {
      isEverywhere = true
      if (['-w', '--workspace', '--filter', '-F'].includes(word) && name !== 'pnpm') index += 1
      else if (['--filter', '-F'].includes(word) || word === 'workspace') index += 1
    } else if (manager.folder.includes(word)) folder = words[(index += 1)]
    else if (manager.folder.some((one) => word.startsWith(`${one}=`))) folder = word.slice(word.indexOf('=') + 1)
    else if (manager.values.includes(word)) index += 1
    else if (word.startsWith('-')) continue
    else if (name === 'yarn' && word === 'foreach') continue
    else if (manager.exec.includes(word)) return withFolder(program(rest, name === 'npm'), folder)
    else if (manager.run.includes(word)) return script(rest, { folder, isEverywhere, manager, name })
    else if (manager.scripts.includes(word))
      return script([/^ts?t?$/.test(word) ? 'test' : word, ...rest], { folder, isEverywhere, manager, name })
    else if (manager.builtin === undefined || manager.builtin.includes(word)) return undefined
    else return script([word, ...rest], { folder, isEverywhere, manager, name })
  }
  return undefined
}

interface ScriptContext {
  readonly folder: Text | undefined
  readonly isEverywhere: boolean
  readonly manager: Manager
  readonly name: string
}

function script(
  words: readonly Text[],
  { folder, isEverywhere, manager, name }: ScriptContext,
): PackageCommand | undefined {
  const at = words.findIndex((word) => word === undefined || !word.startsWith('-'))
  if (at === -1) return undefined
  // npm takes its own options behind the name too.
  const end = manager.keepsOptions ? words.indexOf('--') : at
  const own = words.slice(0, end === -1 ? undefined : end)
  const isEvery =
    isEverywhere || own.some((word) => word !== undefined && manager.everywhere.includes(word.replace(/=.*/s, '')))
  let args = words.slice(at + 1)
  if (manager.keepsOptions) args = withoutOptions(args)
  else if (args[0] === '--') args = args.slice(1)
  // `nx run app:test`, `nx test app`, `turbo run app#test`.
  const isTask = ['turbo', 'nx', 'lerna'].includes(name)
  const found = isTask ? words[at]?.split(/[:#]/).at(-1) : words[at]
  return {
    kind: 'script',
    name: found,
    args: isTask ? [] : args,
    ...(folder !== undefined && { folder }),
    isEverywhere: isEvery,
    orProgram: !isTask && manager.builtin !== undefined,
  }
}

function withFolder(command: PackageCommand | undefined, folder: Text | undefined): PackageCommand | undefined {
  return command === undefined || folder === undefined ? command : { ...command, folder }
}

/** `npx -y vitest@latest run`: the program behind the options, without its version. */
function program(words: readonly Text[], keepsOptions = false): PackageCommand | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === '-c' || word === '--call') return { kind: 'shell', script: words[index + 1] }
    if (word?.startsWith('--call=')) return { kind: 'shell', script: word.slice('--call='.length) }
    if (word === '--') return { kind: 'words', words: withoutVersion(words.slice(index + 1)) }
    if (word !== undefined && programValues.includes(word)) index += 1
    else if (word === undefined || !word.startsWith('-')) {
      const rest = words.slice(index)
      return { kind: 'words', words: withoutVersion(keepsOptions ? withoutOptions(rest) : rest) }
    }
  }
  return undefined
}

function withoutVersion([name, ...args]: readonly Text[]): Text[] {
  return [name?.replace(/(?<=.)@[^/]*$/, ''), ...args]
}

/** npm takes options for its own, up to `--`. */
function withoutOptions(words: readonly Text[]): Text[] {
  const dashes = words.indexOf('--')
  const own = dashes === -1 ? words : words.slice(0, dashes)
  return [...own.filter((word) => !word?.startsWith('-')), ...(dashes === -1 ? [] : words.slice(dashes + 1))]
}
