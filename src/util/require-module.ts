/**
 * Loads a package that is an ES module, synchronously, at its first use. It uses Node's own `require`: the one of
 * Vitest's VM pools cannot load every ES module, and a script from V8's code cache cannot `import()`.
 */
export function requireModule(name: string): unknown {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)(name)
}
