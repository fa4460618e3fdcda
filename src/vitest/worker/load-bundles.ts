import { createRequire } from 'node:module'
import { join } from 'node:path'
import { lazy } from '../../util/lazy.ts'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { nextTurn } from '../../stream/clock.ts'
import type { CodeCache } from '../../store/code-cache/code-cache.ts'
import { isInVm } from '../../util/is-in-vm.ts'

type FirstRequest = typeof import('./first-request.ts')
type OnDemand = typeof import('./on-demand.ts')

let firstRequest: FirstRequest | undefined
let onDemand: OnDemand | undefined
let codeCache: CodeCache | undefined

/**
 * The part of this package that reads cassettes and uses MSW, loaded at its first use: setup files are evaluated for
 * every test file, and most test files need none of it. Synchronous, because a socket cannot wait before it connects.
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
 * The part that a passing replay needs only when the test uses it: diagnostics, steps, matchers, wrapped functions,
 * HTTP/2, options of its own.
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
 * Loads the bundle of the first request, for a file that has cassettes, while the worker waits for Vite to prepare the
 * file.
 */
export async function loadAhead(): Promise<void> {
  try {
    await nextTurn()
    loadFirstRequest()
  } catch {
    // The first request reports the error.
  }
}

/** From now on the bundle of the first request is compiled once for all test files. */
export function useCodeCache(cache: CodeCache): void {
  codeCache = cache
}

/**
 * Keeps the code that this process has compiled, at the end of a test file. V8 has compiled what was called: the code of a
 * process that has loaded the bundle of the first request and replayed nothing would make every replay compile the rest.
 */
export function keepCode(hasReplayed: boolean): void {
  if (firstRequest === undefined || hasReplayed) codeCache?.keep()
}

function loadCompiled(): FirstRequest {
  if (codeCache === undefined || isInVm()) return ownRequire()('./first-request.cjs') as FirstRequest
  return codeCache.run(join(import.meta.dirname, 'first-request.cjs')) as FirstRequest
}

const ownRequire = lazy(() => {
  const here = createRequire(import.meta.filename)
  if (!isInVm()) return here
  try {
    // The VM pools have Vitest's own `require`, which loads no ES modules in Vitest 4.1 and on Node 22: MSW is one.
    for (const load of (here('./first-request.cjs') as FirstRequest).interceptorParts) load()
    // It loads nothing after the end of its file. The seams of the first file stay for the others.
    for (const later of ['./miss-error.cjs', './on-demand.cjs']) here(later)
    return here
  } catch {
    return process.getBuiltinModule('node:module').createRequire(import.meta.filename)
  }
})
