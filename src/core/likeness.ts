import type { Comparable } from './comparable.ts'
import { commonPrefix, commonSuffix } from './common-ends.ts'
import { isRecord, sameValue } from './same-value.ts'

/**
 * How alike two requests are, from 0 to 1: the share of what is equal in them. Quick, as it is asked of every
 * interaction of a cassette: values are weighed where they stand, and text counts by its equal ends.
 */
export function likeness(a: Comparable, b: Comparable): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  return equalWeight(left, right) / Math.max(weightOf(left), weightOf(right))
}

/** The same of two values. */
export function valueLikeness(a: unknown, b: unknown): number {
  return equalWeight(a, b) / Math.max(weightOf(a), weightOf(b))
}

/** A URL counts by its segments: half a name is no part of it. */
function partsOf({ method, url, query, headers, body }: Comparable): unknown[] {
  return [method, url.split('/'), query, headers, body ?? null]
}

/** A long text counts for more than a number, but does not drown everything else. */
function weightOf(value: unknown): number {
  if (typeof value === 'string') return textWeight(value.length)
  let weight = 1
  if (Array.isArray(value)) for (const item of value) weight += weightOf(item)
  else if (isRecord(value)) for (const name in value) weight += weightOf(value[name])
  return weight
}

function textWeight(length: number): number {
  return Math.log2(2 + length)
}

function equalWeight(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return equalText(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return equalItems(a, b)
  if (isRecord(a) && isRecord(b)) {
    let weight = 1
    for (const name in a) if (Object.hasOwn(b, name)) weight += equalWeight(a[name], b[name])
    return weight
  }
  return a === b ? 1 : 0
}

function equalText(a: string, b: string): number {
  const longest = Math.max(a.length, b.length)
  if (a === b) return textWeight(longest)
  const start = commonPrefix(a, b)
  const end = commonSuffix(a, b, start)
  return (textWeight(longest) * (start + end)) / longest
}

/** Equal items at both ends first, so that one that is added or gone in the middle shifts no other. */
function equalItems(a: readonly unknown[], b: readonly unknown[]): number {
  const shortest = Math.min(a.length, b.length)
  let weight = 1
  let start = 0
  for (; start < shortest && sameValue(a[start], b[start]); start++) weight += weightOf(a[start])
  let end = 0
  for (; start + end < shortest && sameValue(a.at(-1 - end), b.at(-1 - end)); end++) weight += weightOf(a.at(-1 - end))
  for (let index = start; index < shortest - end; index++) weight += equalWeight(a[index], b[index])
  return weight
}
