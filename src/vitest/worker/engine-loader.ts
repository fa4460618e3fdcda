import { createRequire } from 'node:module'
import { CassetteStartError } from '../../errors/cassette-start-error.ts'
import { nextTurn } from '../../stream/clock.ts'

type Engine = typeof import('./engine.ts')
type Tools = typeof import('./tools.ts')

let engine: Engine | undefined
let tools: Tools | undefined

/**
 * The part of this package that reads cassettes and talks to MSW, loaded at its first use: setup files are evaluated
 * for every test file, and most test files need none of it. Synchronous, because a socket cannot wait to be told
 * where to connect.
 *
 * @throws CassetteStartError when it cannot be loaded.
 */
export function loadEngine(): Engine {
  try {
    engine ??= load('./engine.js') as Engine
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
    tools ??= load('./tools.js') as Tools
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

function load(file: string): unknown {
  try {
    return createRequire(import.meta.url)(file)
  } catch (error) {
    // The VM pools have a `require` of Vitest's own, which knows no ES modules in Vitest 4.1 and on Node 22. Node's does.
    const { createRequire: requireOfNode } = process.getBuiltinModule('node:module')
    // Node's own would say something else the second time.
    if (createRequire === requireOfNode) throw error
    return requireOfNode(import.meta.url)(file)
  }
}
