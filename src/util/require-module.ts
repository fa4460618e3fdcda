/**
 * Loads a package that is an ES module, at once and only where it is needed. By Node's own `require`: that of Vitest's VM
 * pools knows no such packages everywhere, and a script that V8 has kept the code of cannot `import()`.
 */
export function requireModule(name: string): unknown {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)(name)
}
