import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultGuard } from '../default-guard.ts'
import type { SelectedProject } from '../judge.ts'
import type { VitestRun } from '../shell/vitest-run.ts'
import type { SelectionMessage } from './selection-process.ts'

/** Time limit for an answer. */
export interface Deadline {
  readonly seconds: number
  readonly signal: AbortSignal
}

/**
 * The projects and files that a run would execute. A separate process resolves them: the configuration may print, hang,
 * or end its process.
 *
 * @throws Error with the reason when they cannot be resolved.
 */
export function askSelection(
  { args, folder, environment, isCleared }: VitestRun,
  { seconds, signal }: Deadline,
): Promise<SelectedProject[]> {
  const env: NodeJS.ProcessEnv = isCleared ? { PATH: process.env['PATH'] } : { ...process.env }
  for (const [name, value] of environment) {
    if (value === null) delete env[name]
    else env[name] = value
  }
  return new Promise((resolve, reject) => {
    if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`)
    const child = fork(fileURLToPath(new URL('guard-selection.js', import.meta.url)), args, {
      cwd: folder,
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
    })
    child.once('message', (message: SelectionMessage) => {
      // Before the first installation nothing says which variable approves, so it is the usual one.
      const isApproved = environment.get(defaultGuard.flag) === '1'
      if ('error' in message && message.isMissing && isApproved) resolve([])
      else if ('error' in message) reject(new Error(message.error))
      else resolve(message.projects)
    })
    // The child is killed when the time is over, or when another run is denied.
    child.on('error', (error) =>
      reject(signal.aborted ? new Error(`Vitest did not answer within ${seconds} seconds`) : error),
    )
    child.once('exit', () => reject(new Error('Vitest ended before it answered')))
  })
}
