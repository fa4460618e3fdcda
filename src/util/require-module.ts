/**
 * Loads a package that is an ES module, synchronously, at its first use. It uses Node's own `require`: the one of
 * Vitest's VM pools cannot load every ES module, and a script from V8's code cache cannot `import()`.
 *
 * @param user a package that depends on this one. The result is the copy that it uses.
 */
export function requireModule(name: string, user?: string): unknown {
  const { createRequire } = process.getBuiltinModule('node:module')
  const require = createRequire(import.meta.url)
  return user === undefined ? require(name) : createRequire(require.resolve(user))(name)
}
