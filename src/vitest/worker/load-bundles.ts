import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { lazy } from '../../util/lazy.ts'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { nextTurn } from '../../stream/clock.ts'
import { exists } from '../../store/exists.ts'
import { runCompiled, type Compiled } from '../../store/code-cache.ts'

type FirstRequest = typeof import('./first-request.ts')
type OnDemand = typeof import('./on-demand.ts')

let firstRequest: FirstRequest | undefined
let onDemand: OnDemand | undefined
let codeCache: string | undefined
let fresh: Compiled['fresh']

/**
 * The part of this package that reads cassettes and talks to MSW, loaded at its first use: setup files are evaluated
 * for every test file, and most test files need none of it. Synchronous, because a socket cannot wait to be told
 * where to connect.
 *
 * @throws CassetteStartError when it cannot be loaded.
 */
export function loadFirstRequest(): FirstRequest {
  try {
    firstRequest ??= loadCompiled()
    return firstRequest
  } catch (cause) {
    throw new CassetteStartError(cause)
  }
}

/**
 * What a test that passes in replay needs only when it asks for it: what happened on the wire, steps, matchers, wrapped
 * functions, HTTP/2, options of its own.
 *
 * @throws CassetteStartError when it cannot be loaded.
 */
export function loadOnDemand(): OnDemand {
  try {
    onDemand ??= ownRequire()('./on-demand.cjs') as OnDemand
    return onDemand
  } catch (cause) {
    throw new CassetteStartError(cause)
  }
}

/**
 * Loads what the first request of a file with cassettes will need while the worker waits for Vite to prepare the file:
 * a part each time the worker has asked for something more.
 */
export async function loadAhead(): Promise<void> {
  try {
    await nextTurn()
    for (const load of loadFirstRequest().interceptorParts) {
      await nextTurn()
      load()
    }
  } catch {
    // The first request says why.
  }
}

/** From now on the engine is compiled once for all test files. */
export function useCodeCache(folder: string): void {
  codeCache = folder
}

/** Keeps what was compiled in this process for those to come. Nothing is lost if that fails. */
export function keepCode(): void {
  const { path, data } = fresh ?? {}
  fresh = undefined
  if (path === undefined || data === undefined || exists(path)) return
  try {
    loadFirstRequest().writeFileAtomic(path, data())
  } catch {
    // The next process compiles it again.
  }
}

function loadCompiled(): FirstRequest {
  // The VM pools evaluate in realms of their own, which this knows nothing of.
  if (codeCache === undefined || isInVm()) return ownRequire()('./first-request.cjs') as FirstRequest
  const compiled = runCompiled(fileURLToPath(new URL('./first-request.cjs', import.meta.url)), codeCache)
  fresh = compiled.fresh
  return compiled.exports as FirstRequest
}

const ownRequire = lazy(() => {
  const here = createRequire(import.meta.url)
  if (!isInVm()) return here
  try {
    // The VM pools have a `require` of Vitest's own, which knows no ES modules in Vitest 4.1 and on Node 22: MSW is such.
    for (const load of (here('./first-request.cjs') as FirstRequest).interceptorParts) load()
    return here
  } catch {
    return process.getBuiltinModule('node:module').createRequire(import.meta.url)
  }
})

function isInVm(): boolean {
  return createRequire !== process.getBuiltinModule('node:module').createRequire
}
