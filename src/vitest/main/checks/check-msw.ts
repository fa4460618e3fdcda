import { createRequire } from 'node:module'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { isAtLeast, versionOf } from './check-platform.ts'

/**
 * Checks that the MSW of the project can stand beside the plugin, if it has one.
 *
 * @throws CassetteConfigError when it is too old.
 */
export function checkMsw(load: (path: string) => unknown = createRequire(import.meta.url)): void {
  const version = versionOf('msw', load)
  if (version === undefined || isAtLeast(version, [2, 4])) return
  throw new CassetteConfigError(
    `vitest-cassette works beside MSW 2.4 or later, and ${version} is installed.\n\n  npm install -D msw@latest`,
  )
}
