/**
 * Gives the replacement of a function what the original has of its own: its name, its length, and properties such as that of
 * `util.promisify`.
 */
export function like<Replacement extends object>(original: object, replacement: Replacement): Replacement {
  for (const key of Reflect.ownKeys(original)) {
    // Its prototype stays.
    if (Object.getOwnPropertyDescriptor(replacement, key)?.configurable === false) continue
    Object.defineProperty(replacement, key, Object.getOwnPropertyDescriptor(original, key)!)
  }
  return replacement
}
