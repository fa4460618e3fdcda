import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')))

/** How a run of Vitest ended, and what it printed. */
export interface Result {
  readonly exitCode: number | null
  readonly output: string
}

/** The root of this repository. */
export const repository: string = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs `vitest run`, as a user would in a terminal.
 *
 * @param cwd the folder to run it in.
 * @param args as on the command line.
 * @param environment added to this process's own, from which what would change the run is taken out.
 */
export function runVitest(
  cwd: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
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

/** Without CI, in which recording is refused; without a mode; without Vitest's own variables when it runs inside a test. */
function neutral(): NodeJS.ProcessEnv {
  const isUnwanted =
    /^(CI|GITHUB_ACTIONS|CASSETTE_.*|VITEST.*|TEST|MODE|DEV|PROD|SSR|BASE_URL|NODE_ENV|NODE_OPTIONS|FORCE_COLOR)$/
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !isUnwanted.test(name))),
    NO_COLOR: '1',
  }
}
