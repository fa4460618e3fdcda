import { fieldPlace } from './json-path.ts'

/** A value that JSON cannot hold. */
export interface NotPlain {
  /** Where it is, as `arguments[0].when`. */
  readonly at: string
  /** What it is, as `a Date`. */
  readonly what: string
}

/**
 * Looks for what would not come back from JSON as it was. A field that is `undefined` counts as missing.
 *
 * @param place how the value itself is called.
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

/** What a value is if it is not plain. */
function whatIs(value: unknown, around: readonly object[]): string | undefined {
  if (value === undefined) return 'undefined'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null) return undefined
  if (around.includes(value)) return 'an object that holds it: a circle'
  if (Array.isArray(value)) return undefined
  const prototype: unknown = Object.getPrototypeOf(value)
  // The root of any realm: pages that are emulated and VM contexts have one of their own.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined
  const { name } = value.constructor
  return name === '' ? 'an object of a class' : `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}
