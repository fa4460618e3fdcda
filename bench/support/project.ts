import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const repository = resolve(import.meta.dirname, '../..')

export interface ProjectOptions {
  /** Options of `cassettes()`; absent for a project without the plugin. */
  readonly plugin?: object
  /** Further Vitest configuration, under `test`. */
  readonly test?: object
  /** A folder of installed packages that the project may import in addition to those of the repository. */
  readonly packages?: string
}

/** A project on the disk with a copy of the built package. The real Vitest is timed in it. */
export class BenchProject implements Disposable {
  readonly root: string

  constructor(files: Readonly<Record<string, string>>, { plugin, test = {}, packages }: ProjectOptions = {}) {
    mkdirSync(join(repository, '.tmp'), { recursive: true })
    this.root = mkdtempSync(join(repository, '.tmp', 'bench-'))
    const installed = join(this.root, 'node_modules/vitest-cassette')
    cpSync(join(repository, 'dist'), join(installed, 'dist'), { recursive: true })
    cpSync(join(repository, 'package.json'), join(installed, 'package.json'))
    if (packages !== undefined) linkPackages(packages, join(this.root, 'node_modules'))
    this.write('package.json', '{ "type": "module" }')
    this.write('vitest.config.ts', config(plugin, test))
    for (const [path, text] of Object.entries(files)) this.write(path, text)
  }

  write(path: string, text: string): void {
    const file = join(this.root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }

  json<T>(path: string): T {
    return JSON.parse(readFileSync(join(this.root, path), 'utf8')) as T
  }

  /**
   * Runs `vitest run`.
   *
   * @returns milliseconds from the start of the process to its end.
   * @throws Error with Vitest's output when a test fails: a bench that measures failures is wrong.
   */
  async vitest(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<number> {
    const bin = join(repository, 'node_modules/vitest/vitest.mjs')
    const started = performance.now()
    const child = spawn(process.execPath, [bin, 'run', ...args], {
      cwd: this.root,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    const exitCode = await new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done))
    if (exitCode !== 0) throw new Error(`Failed to run the project: Vitest ended with ${exitCode}.\n${output}`)
    return performance.now() - started
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Links each package, and each package of a scope. */
function linkPackages(from: string, to: string): void {
  for (const name of readdirSync(from).filter((name) => !name.startsWith('.'))) {
    if (name.startsWith('@')) {
      mkdirSync(join(to, name))
      linkPackages(join(from, name), join(to, name))
    } else symlinkSync(join(from, name), join(to, name), 'junction')
  }
}

function config(plugin: object | undefined, test: object): string {
  if (plugin === undefined) return `export default { test: ${JSON.stringify(test)} }\n`
  return `import { cassettes } from 'vitest-cassette/plugin'
export default { plugins: [cassettes(${JSON.stringify(plugin)})], test: ${JSON.stringify(test)} }
`
}

/** Modes, keys and CI of the surrounding shell would change what is measured. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(CI|GITHUB_|CASSETTE_|VITEST|NODE_ENV$|NODE_OPTIONS$|.*API_KEY$)/.test(name),
    ),
  )
}
