import { createRequire } from 'node:module'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'
import { versionOf } from './check-platform.ts'

/**
 * Checks that a suitable version of MSW is installed.
 *
 * @throws CassetteConfigError when it is missing or older than 3. With MSW 2 the retries of SDKs hang.
 */
export function checkMsw(load: (path: string) => unknown = createRequire(import.meta.url)): void {
  const version = versionOf('msw', load)
  if (version !== undefined && Number.parseInt(version) >= 3) return
  const found = version === undefined ? 'none is installed' : `${version} is installed`
  throw new CassetteConfigError(`vitest-cassette needs MSW 3, and ${found}.\n\n  npm install -D msw@3`)
}
