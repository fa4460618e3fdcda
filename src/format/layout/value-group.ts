import { isRecord } from '../../util/same-value.ts'

/**
 * JSON values that are alike, as a cassette file shows them.
 *
 * @see docs/cassette-format.md#groups
 */
export interface ValueGroup {
  /** The members that the values share. A member that differs has its usual value, or `null` to keep its place. */
  readonly every: object
  /** Members that differ in each value and say little to people: a list of values in the place of each member. */
  readonly each?: object
  /** One row for each value: the members that are not as in `every`. A list of one is a value that shares nothing. */
  readonly events: readonly unknown[]
}

/** The values of a group. */
export function ungroup(group: ValueGroup): unknown[] {
  return group.events.map((row, index) => restore(group, row, index))
}

/** The value of one row. */
export function restore({ every, each }: Omit<ValueGroup, 'events'>, row: unknown, index: number): unknown {
  if (Array.isArray(row)) return row[0]
  return merge(each === undefined ? every : merge(every, valuesAt(each, index)), row)
}

/** A value with the members of another value put into it. Its own members keep their places. */
function merge(base: unknown, change: unknown): unknown {
  if (isRecord(base) && isRecord(change)) {
    const merged = { ...base }
    for (const [name, value] of Object.entries(change))
      put(merged, name, Object.hasOwn(base, name) ? merge(base[name], value) : value)
    return merged
  }
  if (Array.isArray(base) && Array.isArray(change) && base.length === change.length)
    return base.map((item, index) => merge(item, change[index]))
  return change
}

function valuesAt(each: object, index: number): object {
  const values = {}
  for (const [name, lists] of Object.entries(each) as Array<[string, object]>)
    put(values, name, Array.isArray(lists) ? lists[index] : valuesAt(lists, index))
  return values
}

/** Sets a member. An assignment would take `__proto__` for the prototype. */
function put(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}
