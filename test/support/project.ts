import { spawn, type ChildProcess } from 'node:child_process'
import { hash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

/** What one test of a child run came to. */
export interface TestOutcome {
  readonly status: string
  /** The messages Vitest shows, one an error. */
  readonly errors: readonly string[]
}

/** A finished run of Vitest, or of any other command. */
export interface Run {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Standard output and standard error, as they came. */
  readonly output: string
  readonly stdout: string
  readonly stderr: string
  /** By full name, as `suite > test`. Empty when Vitest wrote no report. */
  readonly tests: Readonly<Record<string, TestOutcome>>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  /** In a process group of its own, so that it can be killed with all its workers. */
  readonly detached?: boolean
  /** Path of the Node to run. @default the one that runs the tests */
  readonly execPath?: string
  /** Called with the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void
}

export interface ProjectOptions {
  /** Options of `cassettes()`, unless the files hold a config of Vitest. */
  readonly options?: object
  /** More of the Vitest config, under `test`. */
  readonly test?: object
  /** Folder of the package that stands for `vitest`, relative to the repository. */
  readonly vitest?: string
  /** Folder below which it is made, relative to the repository: the packages installed there are found. @default '.' */
  readonly within?: string
  /** Not removed with a test, for use outside of tests: the caller calls `remove()`. */
  readonly keep?: boolean
}

/**
 * A project of its own on the disk, with the built package copied into its `node_modules`, in which the real Vitest is
 * run. Removed when the test that made it has finished.
 */
export class Project {
  readonly root: string
  /** Whether it outlives the test that made it, or was made by no test. */
  readonly #isKept: boolean

  constructor(
    files: Readonly<Record<string, string>>,
    { options = {}, test = {}, vitest, within = '.', keep = false }: ProjectOptions = {},
  ) {
    this.root = freshFolder(join(repository, within, '.tmp'))
    this.#isKept = keep
    if (!keep) onTestFinished(() => this.remove())
    const installed = join(this.root, 'node_modules/vitest-cassette')
    mkdirSync(installed, { recursive: true })
    cpSync(join(repository, 'dist'), join(installed, 'dist'), { recursive: true })
    cpSync(join(repository, 'package.json'), join(installed, 'package.json'))
    if (vitest !== undefined) symlinkSync(join(repository, vitest), join(this.root, 'node_modules/vitest'))
    this.write('package.json', '{ "type": "module" }')
    // Not TypeScript: what strips its types is a twentieth of the time of a run.
    if (!('vitest.config.ts' in files)) this.write('vitest.config.js', config(options, test))
    for (const [path, text] of Object.entries(files)) this.write(path, text)
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Vitest's command line, for a run with arguments of its own: `node([project.vitestBin, 'run'])`. */
  get vitestBin(): string {
    // Not by `require.resolve`, which would remember what another project had at this path.
    const folders = [this.root, dirname(dirname(this.root)), repository]
    return folders.map((folder) => join(folder, 'node_modules/vitest/vitest.mjs')).find(existsSync)!
  }

  path(path: string): string {
    return join(this.root, path)
  }

  write(path: string, data: string | Uint8Array): void {
    mkdirSync(dirname(this.path(path)), { recursive: true })
    writeFileSync(this.path(path), data)
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8')
  }

  json(path: string): any {
    return JSON.parse(this.read(path))
  }

  exists(path: string): boolean {
    return existsSync(this.path(path))
  }

  /** Paths of all files below a folder, relative to the root, sorted; none when there is no such folder. */
  files(folder: string): string[] {
    if (!this.exists(folder)) return []
    return readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort()
  }

  /**
   * Every file of the project that a run of ours may write, the folders of runs aside: a hash of its bytes, and when it
   * was written.
   */
  state(): Record<string, string> {
    const files = this.files('.').filter(
      (path) =>
        !/^(node_modules|\.vitest-cassette\/(runs|\.gitignore))(\/|$)/.test(path) &&
        !['report.json', 'notes.jsonl'].includes(path),
    )
    return Object.fromEntries(
      files.map((path) => [
        path,
        `${hash('sha1', readFileSync(this.path(path)))} ${statSync(this.path(path), { bigint: true }).mtimeNs}`,
      ]),
    )
  }

  /** Runs `vitest run` with the given arguments. The environment is the caller's without what would change the run. */
  vitest(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json']
    // Node reads the config as it is: bundling it first would be a sixth of the time of such a run.
    return this.node([this.vitestBin, 'run', '--configLoader=native', ...reporters, ...args], options)
  }

  /** Runs Node with the given arguments in the project. */
  node(
    args: readonly string[],
    { env = {}, detached = false, execPath = process.execPath, onStart }: RunOptions = {},
  ): Promise<Run> {
    rmSync(this.path('report.json'), { force: true })
    const child = spawn(execPath, args, {
      cwd: this.root,
      env: cleanEnvironment(env),
      detached,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // A test that timed out leaves nothing behind.
    if (!this.#isKept) onTestFinished(() => void child.kill('SIGKILL'))
    onStart?.(child)
    const output: string[] = []
    const streams = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output.push(text)
        streams[name] += text
      })
    }
    return new Promise((done, fail) => {
      child.once('error', fail)
      child.once('close', (exitCode, signal) =>
        done({ exitCode, signal, output: output.join(''), ...streams, tests: this.#tests() }),
      )
    })
  }

  #tests(): Record<string, TestOutcome> {
    if (!this.exists('report.json')) return {}
    const report = this.json('report.json') as {
      testResults: Array<{
        assertionResults: Array<{
          ancestorTitles: string[]
          title: string
          status: string
          failureMessages: string[] | null
        }>
      }>
    }
    return Object.fromEntries(
      report.testResults.flatMap(({ assertionResults }) =>
        assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => [
          [...ancestorTitles, title].filter(Boolean).join(' > '),
          { status, errors: failureMessages ?? [] },
        ]),
      ),
    )
  }
}

/**
 * A new folder in the given one. Its name comes again when it has been removed: what Node keeps of a script it has compiled
 * goes by the script's path.
 */
function freshFolder(parent: string): string {
  mkdirSync(parent, { recursive: true })
  for (let number = 1; ; number += 1) {
    const folder = join(parent, `project-${number}`)
    try {
      mkdirSync(folder)
      return folder
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function config(options: object, test: object): string {
  return `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default defineConfig({ plugins: [cassettes({ ...upstream, ...${JSON.stringify(options)} })], test: ${JSON.stringify(test)} })
`
}

/** Variables of the surrounding run (CI, modes, keys, Vitest's own) would decide the outcome. */
function cleanEnvironment(env: RunOptions['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(CI|GITHUB_|CASSETTE_|VITEST|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR|.*(API_KEY|ACCESS_KEY(_ID)?|API_TOKEN|HF_TOKEN|APPLICATION_CREDENTIALS|AWS_PROFILE)$)/.test(
        name,
      ),
  )
  // Most of a run is the loading of Vitest: compiled once for all of them, it takes a seventh less.
  const NODE_COMPILE_CACHE = join(repository, '.tmp/compiled')
  return { ...Object.fromEntries(kept), NO_COLOR: '1', NODE_COMPILE_CACHE, ...env }
}
