import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { once } from '../../util/lazy.ts'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { nextTurn } from '../../stream/clock.ts'
import { runCompiled, type Compiled } from '../../store/code-cache.ts'

type Engine = typeof import('./first-request.ts')
type Tools = typeof import('./on-demand.ts')

let engine: Engine | undefined
let tools: Tools | undefined
let codeCache: string | undefined
let fresh: Compiled['fresh']

/**
 * The part of this package that reads cassettes and talks to MSW, loaded at its first use: setup files are evaluated
 * for every test file, and most test files need none of it. Synchronous, because a socket cannot wait to be told
 * where to connect.
 *
 * @throws CassetteStartError when it cannot be loaded.
 */
export function loadEngine(): Engine {
  try {
    engine ??= loadCompiled()
    return engine
  } catch (cause) {
    throw new CassetteStartError(cause)
  }
}

/**
 * What a test that passes in replay needs only when it asks for it: what happened on the wire, steps, matchers, wrapped
 * functions, HTTP/2.
 *
 * @throws CassetteStartError when it cannot be loaded.
 */
export function loadTools(): Tools {
  try {
    tools ??= ownRequire()('./tools.cjs') as Tools
    return tools
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
    for (const load of loadEngine().interceptorParts) {
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
  if (path === undefined || data === undefined || existsSync(path)) return
  try {
    loadEngine().writeFileAtomic(path, data())
  } catch {
    // The next process compiles it again.
  }
}

function loadCompiled(): Engine {
  // The VM pools evaluate in realms of their own, which this knows nothing of.
  if (codeCache === undefined || isInVm()) return ownRequire()('./engine.cjs') as Engine
  const compiled = runCompiled(fileURLToPath(new URL('./engine.cjs', import.meta.url)), codeCache)
  fresh = compiled.fresh
  return compiled.exports as Engine
}

const ownRequire = once(() => {
  const here = createRequire(import.meta.url)
  if (!isInVm()) return here
  try {
    // The VM pools have a `require` of Vitest's own, which knows no ES modules in Vitest 4.1 and on Node 22: MSW is such.
    for (const load of (here('./engine.cjs') as Engine).interceptorParts) load()
    return here
  } catch {
    return process.getBuiltinModule('node:module').createRequire(import.meta.url)
  }
})

function isInVm(): boolean {
  return createRequire !== process.getBuiltinModule('node:module').createRequire
}
