import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Project, Run } from '../../support/project.ts'
import type { Provider } from '../../support/provider.ts'
import { cleanEnvironment } from '../../support/run.ts'

/** The price of a piece of work in a project. */
export interface Cost {
  /** Commands that were typed. */
  readonly commands: number
  /** Lines that Vitest and the package printed. */
  readonly printed: number
  /** Calls that reached the provider. */
  readonly calls: number
  /** Lines of cassettes that Git shows as added or removed. */
  readonly diff: number
}

/** The end of a command. */
export type Printed = Pick<Run, 'output' | 'exitCode'>

/** A shell in a project with a repository of Git. It counts what is typed, printed and paid. */
export class Terminal {
  readonly #project: Project
  readonly #provider: Provider
  #commands = 0
  #printed = 0
  #paid = 0

  constructor(project: Project, provider: Provider) {
    this.#project = project
    this.#provider = provider
  }

  /** Runs a command as it is printed: `npx vitest …`, `npx vitest-cassette …` or `git …`. */
  async type(command: string): Promise<Printed> {
    this.#commands += 1
    const run = await this.#start(wordsOf(command))
    this.#printed += run.output.split('\n').length - 1
    return run
  }

  async #start([tool, ...words]: readonly string[]): Promise<Printed> {
    if (tool === 'git') return { output: this.git(...words), exitCode: 0 }
    const [name, ...args] = words
    if (name === 'vitest') return this.#project.vitestCommand(args)
    const installed = 'node_modules/vitest-cassette'
    const bin: string = this.#project.json(`${installed}/package.json`).bin[name!]
    return this.#project.node([join(installed, bin), ...args])
  }

  /** Runs Git in the project, and gives its output. It is not counted. */
  git(...args: readonly string[]): string {
    const env = { ...cleanEnvironment({}), ...author }
    return execFileSync('git', args, { cwd: this.#project.root, env, encoding: 'utf8', stdio: 'pipe' })
  }

  /** Commits all changes, and gives the cost of the work since the last commit. */
  commit(message: string): Cost {
    this.git('add', '--all')
    const rows = this.git('diff', '--cached', '--numstat', '--find-renames', 'HEAD', '--', '__cassettes__').split('\n')
    const diff = rows.flatMap((row) => row.split('\t', 2)).reduce((sum, lines) => sum + Number(lines), 0)
    this.git('commit', '--quiet', '--message', message)
    const paid = this.#provider.requests.length
    const cost = { commands: this.#commands, printed: this.#printed, calls: paid - this.#paid, diff }
    this.#commands = 0
    this.#printed = 0
    this.#paid = paid
    return cost
  }
}

const author = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
}

/** The words of a command, as a shell splits them. */
function wordsOf(command: string): string[] {
  const print = `print() { printf '%s\\0' "$@"; }; npx() { print npx "$@"; }; git() { print git "$@"; }`
  return execFileSync('sh', ['-euc', `${print}; ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

/** The commands on a page, in order. */
function commandsIn(page: string): string[] {
  return [...page.matchAll(/^ +((?:npx vitest|git ).*)$/gm)].map(([, command = '']) => command)
}

/** The commands at the end of a run, in order. */
export function commandsBelow({ output }: Printed): string[] {
  return commandsIn(output.slice(output.lastIndexOf('  Cassettes  ')))
}
