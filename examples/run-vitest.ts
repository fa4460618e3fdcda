import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')))

/** Exit code and output of a run of Vitest. */
export interface Result {
  readonly exitCode: number | null
  readonly output: string
}

/** The root of this repository. */
export const repository: string = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs `vitest run`, like a user in a terminal.
 *
 * @param cwd the folder to run it in.
 * @param args the arguments of the command line.
 * @param environment variables to add to those of this process; `undefined` removes one. Variables that would change the run are removed first.
 */
export function runVitest(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Result> {
  const child = spawn(process.execPath, [vitest, 'run', ...args], { cwd, env: { ...neutral(), ...environment } })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode) => done({ exitCode, output }))
  })
}

/** The environment without CI (which refuses recording), without a mode, and without Vitest's variables of an outer test. */
function neutral(): NodeJS.ProcessEnv {
  const isUnwanted =
    /^(CI|GITHUB_ACTIONS|CASSETTE_.*|VITEST.*|TEST|MODE|DEV|PROD|SSR|BASE_URL|NODE_ENV|NODE_OPTIONS|FORCE_COLOR)$/
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isUnwanted.test(name))),
    NO_COLOR: '1',
  }
}
