import { fieldPlace } from './json-path.ts'

/** A value that JSON cannot hold. */
export interface NotPlain {
  /** Its place, such as `arguments[0].when`. */
  readonly at: string
  /** Its kind, such as `a Date`. */
  readonly what: string
}

/**
 * Finds a value that JSON would change or lose. A field that is `undefined` counts as missing.
 *
 * @param place name of the value itself.
 */
export function findNotPlain(value: unknown, place: string, around: readonly object[] = []): NotPlain | undefined {
  const what = whatIs(value, around)
  if (what !== undefined) return { at: place, what }
  if (typeof value !== 'object' || value === null) return undefined
  const inner = [...around, value]
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findNotPlain(item, `${place}[${index}]`, inner)
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const [name, field] of Object.entries(value)) {
    const found = field === undefined ? undefined : findNotPlain(field, fieldPlace(place, name), inner)
    if (found !== undefined) return found
  }
  return undefined
}

/** The kind of a value that is not plain; `undefined` for a plain one. */
function whatIs(value: unknown, around: readonly object[]): string | undefined {
  if (value === undefined) return 'undefined'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null) return undefined
  if (around.includes(value)) return 'an object that holds it: a circle'
  if (Array.isArray(value)) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  // Each realm has its own `Object.prototype`: emulated pages and VM contexts do too.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined
  const { name } = value.constructor
  return name === '' ? 'an object of a class' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}
