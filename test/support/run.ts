import { spawn, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { collectOutput, type Output } from './collect-output.ts'

/** The root of this repository. */
export const repository: string = resolve(import.meta.dirname, '../..')

/** The outcome of one test of a child run. */
export interface TestOutcome {
  readonly status: string
  /** The messages that Vitest shows, one for each error. */
  readonly errors: readonly string[]
}

/** How a process ended and what it printed. */
export interface ProcessResult extends Output {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
}

/** A finished run of Vitest, or of any other command. */
export interface Run extends ProcessResult {
  /** By full name, as `suite > test`. Empty when Vitest wrote no report. */
  readonly tests: Readonly<Record<string, TestOutcome>>
}

/** A process that does a run, and the result of the run. */
export interface RunningProcess {
  readonly child: ChildProcess
  readonly result: Promise<ProcessResult>
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

/** Runs Node with the given arguments in a new process, whose environment is {@link cleanEnvironment}. */
export function runNode(
  cwd: string,
  args: readonly string[],
  { env = {}, detached = false, execPath = process.execPath, onStart }: RunOptions = {},
): RunningProcess {
  const child = spawn(execPath, args, { cwd, env: cleanEnvironment(env), detached, stdio: ['ignore', 'pipe', 'pipe'] })
  const { read } = collectOutput(child)
  onStart?.(child)
  const result = new Promise<ProcessResult>((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode, signal) => done({ exitCode, signal, ...read() }))
  })
  return { child, result }
}

/** The environment of the caller without the variables that decide an outcome: CI, modes, keys, Vitest's own. */
export function cleanEnvironment(env: RunOptions['env']): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(CI|GITHUB_|CASSETTE_|VITEST|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR|.*(API_KEY|ACCESS_KEY(_ID)?|API_TOKEN|HF_TOKEN|APPLICATION_CREDENTIALS|AWS_PROFILE)$)/.test(
        name,
      ),
  )
  // Most of the time of a run goes into loading Vitest: a shared cache of compiled code saves a seventh of it.
  const NODE_COMPILE_CACHE = join(repository, '.tmp/compiled')
  return { ...Object.fromEntries(kept), NO_COLOR: '1', NODE_COMPILE_CACHE, ...env }
}
