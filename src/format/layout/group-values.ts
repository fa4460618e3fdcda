import { isRecord } from '../../util/same-value.ts'
import { restore, type ValueGroup } from './value-group.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** Fewest values of a group. */
const fewest = 3

/** The part of the values that must have a member for `every` to have it. The shortest group wins. */
const shares = [1, 0.8]

/**
 * The group of these values; `undefined` when it would not be shorter than the values.
 *
 * @param around number of characters beside each value that a group writes once.
 */
export function groupValues(values: readonly unknown[], around = 0): ValueGroup | undefined {
  if (values.length < fewest) return undefined
  const texts = values.map(textOf)
  const candidates = new Map<string, JsonObject>()
  for (const share of shares) {
    const every = shared(values, share)
    if (isRecord(every)) candidates.set(textOf(every), every)
  }
  let size = texts.join().length + around * values.length
  let shortest: ValueGroup | undefined
  for (const every of candidates.values()) {
    const group = groupOf(values, texts, every)
    const length = textOf(group).length
    if (length >= size) continue
    size = length
    shortest = group
  }
  return shortest
}

function groupOf(values: readonly unknown[], texts: readonly string[], every: JsonObject): ValueGroup {
  const each = columnsOf(values, every)
  const shape = { every, ...(each && { each }) }
  const events = values.map((value, index) => {
    const row = difference(value, every, each) ?? {}
    // The order of members and every character count, so a value that the row would not give back stays whole.
    return isRecord(row) && textOf(restore(shape, row, index)) === texts[index] ? row : [value]
  })
  return { ...shape, events }
}

/** The value that has what most of the values have: their members, and the value of each that more than half have. */
function shared(values: readonly unknown[], share: number): unknown {
  // The first and the last value of a stream are often unusual.
  const middle = values[values.length >> 1]
  if (isRecord(middle)) {
    const records = values.filter(isRecord)
    if (records.length * 2 <= values.length) return null
    const names = Object.keys(middle).flatMap((name) => {
      const fields = records.filter((record) => Object.hasOwn(record, name)).map((record) => record[name])
      return fields.length < share * records.length ? [] : [[name, shared(fields, share)] as const]
    })
    return Object.fromEntries(names)
  }
  if (!Array.isArray(middle) || !middle.some(isRecord)) return mostFrequent(values)
  const lists = values.filter((value) => Array.isArray(value) && value.length === middle.length) as unknown[][]
  if (lists.length * 2 <= values.length) return null
  return middle.map((_, index) =>
    shared(
      lists.map((list) => list[index]),
      share,
    ),
  )
}

/** The value that more than half of the values are; `null` when there is none. */
function mostFrequent(values: readonly unknown[]): unknown {
  const counts = new Map<string, number>()
  for (const value of values) {
    const text = textOf(value)
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    if (count * 2 > values.length) return value
  }
  return null
}

/** The lists of the members that get one; `undefined` when there are none. */
function columnsOf(values: readonly unknown[], every: JsonObject): JsonObject | undefined {
  if (!values.every(isRecord)) return undefined
  const columns = Object.entries(every).flatMap(([name, usual]) => {
    if (!values.every((value) => Object.hasOwn(value, name))) return []
    const fields = values.map((value) => value[name])
    const lists = isRecord(usual)
      ? columnsOf(fields, usual)
      : usual === null && isColumn(name, fields)
        ? fields
        : undefined
    return lists === undefined ? [] : [[name, lists] as const]
  })
  return columns.length === 0 ? undefined : Object.fromEntries(columns)
}

/** Members of random text, with which OpenAI and Bedrock hide the length of their tokens. */
const padding: ReadonlySet<string> = new Set(['obfuscation', 'p'])

const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/

/** Whether a member that differs from value to value is only a number, a time or padding. */
function isColumn(name: string, values: readonly unknown[]): boolean {
  return (
    values.every((value) => typeof value === 'number') ||
    values.every((value) => typeof value === 'string' && (padding.has(name) || time.test(value)))
  )
}

/** The members of a value that are not as in `every`, without those of `each`; `undefined` when all are. */
function difference(value: unknown, every: unknown, each?: unknown): unknown {
  if (Array.isArray(each)) return undefined
  if (isRecord(value) && isRecord(every)) {
    const lists = isRecord(each) ? each : {}
    const members = Object.entries(value).flatMap(([name, field]) => {
      const list = Object.hasOwn(lists, name) ? lists[name] : undefined
      const own = Object.hasOwn(every, name) ? difference(field, every[name], list) : field
      return own === undefined ? [] : [[name, own] as const]
    })
    return members.length === 0 ? undefined : Object.fromEntries(members)
  }
  if (Array.isArray(value) && Array.isArray(every) && value.length === every.length) {
    const items = value.map((item, index) => difference(item, every[index]))
    if (items.every((item) => item === undefined)) return undefined
    return value.map((item: unknown, index) => (isRecord(item) && isRecord(every[index]) ? (items[index] ?? {}) : item))
  }
  return value === every ? undefined : value
}

function textOf(value: unknown): string {
  return JSON.stringify(value)
}
