import { spawn, type ChildProcess } from 'node:child_process'
import { realpathSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { collectOutput } from './collect-output.ts'
import { cleanEnvironment, type ProcessResult, type RunningProcess } from './run.ts'
import { endOfRun, type RunRequest, type RunResult } from './warm-vitest-messages.ts'

/** Variables that Node or Vitest read once, when their process starts. */
const readAtStart = /^(CI|GITHUB_.*|NODE_.*|NO_COLOR|FORCE_COLOR|TZ|LANG|LC_.*|UV_.*)$/

/** Whether a run with these variables has the same outcome in a process that has started already. */
export function canRunWarm(env: Readonly<Record<string, string | undefined>>): boolean {
  return !Object.keys(env).some((name) => readAtStart.test(name))
}

/** Processes that wait for their next run, by the path of the Vitest they have loaded. */
const idle = new Map<string, ChildProcess[]>()

/**
 * Runs Vitest in a process that has loaded it already: half the cost of a small run is loading Vitest. The workers are new
 * processes, and the config, the plugin and all other files of the project are loaded anew.
 */
export function runWarm(request: RunRequest): RunningProcess {
  const vitest = realpathSync(request.argv[1]!)
  const waiting = idle.get(vitest) ?? []
  idle.set(vitest, waiting)
  const child = waiting.pop() ?? startProcess(vitest)
  const result = runIn(child, request).finally(() => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.removeAllListeners()
    for (const stream of [child.stdout, child.stderr]) stream?.removeAllListeners('data')
    keepCallerAlive(child, false)
    waiting.push(child)
  })
  return { child, result }
}

function startProcess(vitest: string): ChildProcess {
  return spawn(
    process.execPath,
    [join(import.meta.dirname, 'warm-vitest-process.ts'), join(vitest, '../dist/node.js')],
    {
      env: cleanEnvironment({}),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
}

function runIn(child: ChildProcess, request: RunRequest): Promise<ProcessResult> {
  keepCallerAlive(child, true)
  return new Promise((done, fail) => {
    let result: RunResult | undefined
    const finishWhenAllCame = (): void => {
      if (result === undefined) return
      const { stdout, stderr, output } = read()
      if (![stdout, stderr].every((text) => text.endsWith(endOfRun))) return
      const [all, out, error] = [output, stdout, stderr].map((text) => text.replaceAll(endOfRun, ''))
      done({ exitCode: result.exitCode, signal: null, output: all!, stdout: out!, stderr: error! })
    }
    const { read } = collectOutput(child, finishWhenAllCame)
    child.on('message', (message: RunResult) => {
      result = message
      finishWhenAllCame()
    })
    child.once('error', fail)
    child.once('close', (exitCode, signal) => done({ exitCode, signal, ...read() }))
    child.send(request)
  })
}

/** Whether the process of the tests stays alive as long as this child does. */
function keepCallerAlive(child: ChildProcess, isKept: boolean): void {
  const method = isKept ? 'ref' : 'unref'
  child[method]()
  child.channel?.[method]()
  for (const stream of [child.stdout, child.stderr]) (stream as Socket)[method]()
}
