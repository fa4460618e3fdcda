import { createRequire } from 'node:module'

type Engine = typeof import('./engine.ts')

let engine: Engine | undefined

/**
 * The part of this package that reads cassettes and talks to MSW, loaded at its first use: setup files are evaluated
 * for every test file, and most test files need none of it. Synchronous, because a socket cannot wait to be told
 * where to connect.
 */
export function loadEngine(): Engine {
  engine ??= load()
  return engine
}

function load(): Engine {
  try {
    return createRequire(import.meta.url)('./engine.js') as Engine
  } catch {
    // The VM pools have a `require` of Vitest's own, which knows no ES modules in Vitest 4.1 and on Node 22. Node's does.
    const { createRequire: requireOfNode } = process.getBuiltinModule('node:module')
    return requireOfNode(import.meta.url)('./engine.js') as Engine
  }
}
