import { createRequire } from 'node:module'
import { CassetteConfigError } from '../../../errors/cassette-config-error.ts'

/** What the plugin runs on. */
export interface Platform {
  /** As in `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>>
  /** Loads a module, as a package beside the plugin does. */
  readonly load: (path: string) => unknown
}

/**
 * Checks that the plugin can answer requests here.
 *
 * @throws CassetteConfigError when the runtime is not Node, or when Node or Vitest is missing or too old.
 */
export function checkPlatform({ versions, load }: Platform = thisPlatform()): void {
  for (const [key, name] of Object.entries({ bun: 'Bun', deno: 'Deno' }))
    if (versions[key] !== undefined) throw new CassetteConfigError(otherRuntime(`${name} ${versions[key]}`))
  if (!isAtLeast(versions['node'], [22, 12]))
    throw new CassetteConfigError(
      `vitest-cassette needs Node 22.12 or later, and this is Node ${versions['node']}.\n\n  Use a newer Node: https://nodejs.org`,
    )
  const vitest = versionOf('vitest', load)
  if (isAtLeast(vitest, [4, 1])) return
  const found = vitest === undefined ? 'none is installed' : `${vitest} is installed`
  throw new CassetteConfigError(
    `vitest-cassette needs Vitest 4.1 or later, and ${found}.\n\n  npm install -D vitest@latest`,
  )
}

/** The text for a runtime whose clients of HTTP are not those of Node: none of their requests would be seen. */
export function otherRuntime(runtime: string): string {
  return `vitest-cassette cannot answer requests on ${runtime}: it knows the HTTP clients of Node alone.\n\n  Run Vitest on Node 22.12 or later. With Bun, leave out --bun:\n    npx vitest run`
}

function thisPlatform(): Platform {
  return { versions: process.versions, load: createRequire(import.meta.url) }
}

/** Says whether a version is this one or later. */
export function isAtLeast(version: string | undefined, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = (version ?? '').split('.').map((part) => Number.parseInt(part) || 0)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

/** The version of a package; `undefined` when it is not installed. */
export function versionOf(name: string, load: Platform['load']): string | undefined {
  try {
    return (load(`${name}/package.json`) as { version: string }).version
  } catch {
    return undefined
  }
}
