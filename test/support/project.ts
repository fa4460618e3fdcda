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
import { dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  cleanEnvironment,
  repository,
  runNode,
  type Run,
  type RunningProcess,
  type RunOptions,
  type TestOutcome,
} from './run.ts'
import { canRunWarm, runWarm } from './warm-vitest.ts'

export type { Run, RunOptions, TestOutcome } from './run.ts'

export interface ProjectOptions {
  /** Options of `cassettes()`, unless the files hold a config of Vitest. */
  readonly options?: object
  /** More of the Vitest config, under `test`. All files of a run share one worker, unless it says `isolate: true`. */
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
    if (vitest !== undefined) {
      // Without it the project would find another Vitest.
      if (!existsSync(join(repository, vitest))) throw new Error(`${vitest} is not installed: run npm install`)
      symlinkSync(join(repository, vitest), join(this.root, 'node_modules/vitest'))
    }
    this.write('package.json', '{ "type": "module" }')
    // Not TypeScript: what strips its types is a twentieth of the time of a run.
    if (!('vitest.config.ts' in files)) this.write('vitest.config.js', config(options, test))
    for (const [path, text] of Object.entries(files)) this.write(path, text)
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Path of Vitest's command. */
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

  /**
   * Paths of all files below a folder, relative to the root, sorted; none when there is no such folder. The list of variables
   * beside the cassettes is left out.
   */
  files(folder: string): string[] {
    if (!this.exists(folder)) return []
    return readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'environment.txt')
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

  /** Runs `vitest run` with the given arguments. */
  vitest(args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
    const reporters = ['--reporter=default', '--reporter=json', '--outputFile.json=report.json']
    // Node reads the config as it is: bundling it first would be a sixth of the time of such a run.
    return this.vitestCommand(['run', '--configLoader=native', ...reporters, ...args], options)
  }

  /**
   * Runs Vitest's command with exactly these arguments: in a process that has loaded Vitest already, unless the command or
   * the options need a new process.
   */
  vitestCommand(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const { env = {}, ...ofProcess } = options
    const needsProcess = args[0] !== 'run' || Object.keys(ofProcess).length > 0 || !canRunWarm(env)
    if (needsProcess) return this.node([this.vitestBin, ...args], options)
    const argv = [process.execPath, this.vitestBin, ...args]
    return this.#finish(() => runWarm({ root: this.root, env: cleanEnvironment(env), argv }))
  }

  /** Runs Node with the given arguments in the project, in a new process. */
  node(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return this.#finish(() => runNode(this.root, args, options))
  }

  async #finish(start: () => RunningProcess): Promise<Run> {
    rmSync(this.path('report.json'), { force: true })
    const { child, result } = start()
    let isOver = false
    // A test that timed out leaves nothing behind.
    if (!this.#isKept) onTestFinished(() => void (isOver || child.kill('SIGKILL')))
    const ended = await result
    isOver = true
    return { ...ended, tests: this.#tests() }
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

/** A test that takes seconds on an idle machine takes a minute on a busy one. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000 }

function config(options: object, test: object): string {
  return `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default defineConfig({ plugins: [cassettes({ ...upstream, ...${JSON.stringify(options)} })], test: ${JSON.stringify({ isolate: false, ...patient, ...test })} })
`
}
