import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Vitest } from 'vitest/node'

/** Starts Vitest as for a run, but runs no test. */
export type StartVitest = (options: object, mode?: string) => Promise<Vitest>

/** No Vitest is installed where a run would start. */
export class MissingVitestError extends Error {}

/**
 * The Vitest that a run in this folder would use. It may differ from the Vitest beside this package.
 *
 * @throws MissingVitestError
 */
export async function loadVitest(): Promise<
  Pick<typeof import('vitest/node'), 'parseCLI' | 'version'> & { readonly start: StartVitest }
> {
  const path = resolveVitest()
  const { parseCLI, createVitest, version } = (await import(pathToFileURL(path).href)) as typeof import('vitest/node')
  const start: StartVitest = (options, mode = 'test') =>
    createVitest(mode as 'test', {
      ...options,
      watch: false,
      run: true,
      reporters: [],
      ui: false,
      coverage: { enabled: false },
    })
  return { parseCLI, version, start }
}

function resolveVitest(): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve('vitest/node')
  } catch (cause) {
    throw new MissingVitestError((cause as Error).message, { cause })
  }
}
