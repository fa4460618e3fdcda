import type { Worker, WorkerOptions } from 'node:worker_threads'
import type { Settings } from '../../cassette/settings.ts'
import { like } from '../../util/like.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The rules for a process or a thread that a test has started: it finds them in its environment. */
export interface ChildOrder {
  readonly settings: Pick<Settings, 'include' | 'exclude' | 'drop' | 'offline' | 'allow'>
  /** A wrapped function has started it: its traffic is a part of a recorded call. */
  readonly isWrapped: boolean
  /** Absolute path of the file to which the process adds its reports. */
  readonly report: string
  /** The options of Node that a thread has without the trap. */
  readonly execArgv?: readonly string[]
}

/** The variable of the environment, and of the data of threads, that holds a {@link ChildOrder} as JSON. */
export const orderVariable = 'VITEST_CASSETTE_ORDER'

/** The trap of this process, when a test of another process has started it. */
export interface ProcessTrap {
  readonly order: ChildOrder
  /** Gives the order for a process that starts now. */
  orderOf: () => ChildOrder
  /** Stops trapping connections: the run in this process has its own trap. */
  readonly release: () => void
}

const key = Symbol.for('vitest-cassette.child')
const holder = process as { [key]?: ProcessTrap }

export function processTrap(): ProcessTrap | undefined {
  return holder[key]
}

export function setProcessTrap(trap: ProcessTrap): void {
  holder[key] = trap
}

type Method = (this: unknown, ...args: unknown[]) => unknown
type Execve = (file: string, args?: readonly string[], environment?: Environment) => never
/** @param command the file and the arguments, or the shell command, that runs in the environment. */
type WithTrap = (environment: Environment, command?: string) => Environment
type Options = { readonly env?: unknown; readonly shell?: unknown }

/** The command of a Node that has only the permissions that it gets: the option stands before the script. */
const restricted = /^(?:\S*[\\/])?node(?:\.exe)?(?: -\S+)* --(?:experimental-)?permission(?: |$)/

/** Lets such a process write its reports. */
export function permission({ report }: ChildOrder): string {
  return ` --allow-fs-write=${JSON.stringify(report)}`
}

/**
 * Makes the processes and the worker threads that start from now on load the trap. Only Node can load it.
 *
 * @param trap absolute path of the script that sets it.
 * @param onStart called with the file and the arguments, or the shell command, of each process.
 */
export function trapChildProcesses(
  orderOf: () => ChildOrder,
  trap: string,
  onStart: (command: string) => void = () => {},
): void {
  // Quoted as Node reads it: a path may hold backslashes and blanks.
  const load = `--require ${JSON.stringify(trap)}`
  const withTrap: WithTrap = (environment, command = '') => {
    const { NODE_OPTIONS: options = '' } = environment
    const order = orderOf()
    // First, because another module that the process loads ahead may ask a provider.
    const loading = options.includes(load) ? options : `${load} ${options}`.trim()
    const isRestricted = restricted.test(command) || /(^| )--(experimental-)?permission( |$)/.test(options)
    return {
      ...environment,
      [orderVariable]: JSON.stringify(order),
      NODE_OPTIONS: isRestricted ? loading + permission(order) : loading,
    }
  }
  const processes = process.getBuiltinModule('node:child_process')
  trapStart(processes.ChildProcess.prototype as unknown as { spawn: Method }, withTrap, onStart)
  trapSync(processes as unknown as Record<string, Method>, withTrap, onStart)
  trapExecve(withTrap, onStart)
  trapWorkers(process.getBuiltinModule('node:worker_threads'), withTrap, orderOf)
  process.getBuiltinModule('node:module').syncBuiltinESMExports()
}

/** All asynchronous ways end here: `spawn`, `exec`, `execFile`, `fork`. */
function trapStart(prototype: { spawn: Method }, withTrap: WithTrap, onStart: (command: string) => void): void {
  const { spawn } = prototype
  prototype.spawn = like(spawn, function (this: unknown, options, ...rest) {
    const {
      envPairs = [],
      file,
      args = [],
    } = options as {
      envPairs?: readonly string[]
      file?: string
      args?: readonly string[]
    }
    const command = [file, ...args.slice(1)].join(' ')
    onStart(command)
    const environment = Object.fromEntries(
      envPairs.map((pair) => [pair.slice(0, pair.indexOf('=', 1)), pair.slice(pair.indexOf('=', 1) + 1)]),
    )
    const pairs = Object.entries(withTrap(environment, command)).map(([name, value]) => `${name}=${value}`)
    return spawn.call(this, { ...(options as object), envPairs: pairs }, ...rest)
  } satisfies Method)
}

function trapSync(processes: Record<string, Method>, withTrap: WithTrap, onStart: (command: string) => void): void {
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
    const original = processes[name]!
    processes[name] = like(original, function (this: unknown, ...args) {
      // The list of arguments may be left out, or be `undefined`.
      const hasList = Array.isArray(args[1]) || (args.length > 2 && args[1] == null)
      const at = hasList && name !== 'execSync' ? 2 : 1
      const options = (args[at] ?? {}) as Options
      const words = [args[0], ...(Array.isArray(args[1]) ? (args[1] as unknown[]) : [])].join(' ')
      const command = name === 'execSync' || Boolean(options.shell) ? `sh -c ${words}` : words
      onStart(command)
      const environment = (options.env ?? process.env) as Environment
      return original.apply(this, [...args.slice(0, at), { ...options, env: withTrap(environment, command) }])
    } satisfies Method)
  }
}

/** A process that becomes another program. */
function trapExecve(withTrap: WithTrap, onStart: (command: string) => void): void {
  const { execve } = process as { execve?: Execve }
  if (execve === undefined) return
  const trapped: Execve = (file, args = [], environment = process.env) => {
    const command = [file, ...args.slice(1)].join(' ')
    onStart(command)
    return execve.call(process, file, args, withTrap(environment, command))
  }
  Object.assign(process, { execve: like(execve, trapped) })
}

function trapWorkers(
  threads: typeof import('node:worker_threads'),
  withTrap: WithTrap,
  orderOf: () => ChildOrder,
): void {
  const { Worker, SHARE_ENV, setEnvironmentData } = threads
  const trapped = new Proxy(Worker, {
    construct(_, [file, options = {}]: [file: string | URL, options?: WorkerOptions], target) {
      const start = (changed: WorkerOptions): Worker =>
        Reflect.construct(Worker, [file, { ...options, ...changed }], target) as Worker
      // A thread that shares this environment finds its order here.
      const { execArgv = process.execArgv } = options
      setEnvironmentData(orderVariable, JSON.stringify({ ...orderOf(), execArgv }))
      return withVariable('NODE_OPTIONS', withTrap(process.env)['NODE_OPTIONS'], () =>
        options.env === SHARE_ENV
          ? startSharing(start, options.execArgv)
          : start({ env: withTrap((options.env ?? process.env) as Environment) as NodeJS.Dict<string> }),
      )
    },
  })
  Object.assign(threads, { Worker: trapped })
}

/**
 * Starts a thread that shares the environment. Node reads NODE_OPTIONS only for a thread with options of its own: it gets
 * those of this process, without the ones that a thread does not take because they hold for all threads.
 */
function startSharing(start: (changed: WorkerOptions) => Worker, own: string[] | undefined): Worker {
  const execArgv = own ?? process.execArgv
  try {
    return start({ execArgv })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (own !== undefined || code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error
    return start({ execArgv: execArgv.filter((option) => !message.includes(option)) })
  }
}

/**
 * Sets a variable of this process while something runs. A thread that gets the NODE_OPTIONS of its process may have any in
 * them, and one that gets others may not.
 */
function withVariable<Result>(name: string, value: string | undefined, run: () => Result): Result {
  const before = process.env[name]
  process.env[name] = value
  try {
    return run()
  } finally {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  }
}
