import { diffArrays } from 'diff'
import { Similarity } from './similarity.ts'
import { isRecord, sameValue } from '../../util/same-value.ts'

/** Indexes of paired items in the recorded and in the asked list. One index is absent for a removed or added item. */
export interface Pair {
  readonly recorded?: number
  readonly asked?: number
}

/** With more edits two lists have too little in common for a diff by items. */
const mostEdits = 400
/** Most pairs of items (recorded times asked) that are all compared. */
const mostPairs = 900
/** Cost of a removed or an added item. A pair that can be one changed item costs less than two gaps. */
const gap = 1

/**
 * Pairs the different items of two lists, in order, and leaves out equal items. A message added in the middle is one
 * added item and shifts no others.
 */
export function align(recorded: readonly unknown[], asked: readonly unknown[]): Pair[] {
  const changes = diffArrays([...recorded], [...asked], { comparator: sameValue, maxEditLength: mostEdits })
  if (changes === undefined) return alignRange(recorded, asked, range(0, recorded.length), range(0, asked.length))
  const pairs: Pair[] = []
  let [left, right] = [0, 0]
  for (let index = 0; index < changes.length;) {
    let [gone, added] = [0, 0]
    for (; changes[index]?.removed || changes[index]?.added; index++) {
      if (changes[index]?.removed) gone += changes[index]?.count ?? 0
      else added += changes[index]?.count ?? 0
    }
    pairs.push(...alignRange(recorded, asked, range(left, gone), range(right, added)))
    const same = changes[index++]?.count ?? 0
    left += gone + same
    right += added + same
  }
  return pairs
}

function range(start: number, length: number): number[] {
  return Array.from({ length }, (_, index) => start + index)
}

/** The cheapest pairing of some recorded items with some asked items. */
function alignRange(
  recorded: readonly unknown[],
  asked: readonly unknown[],
  left: readonly number[],
  right: readonly number[],
): Pair[] {
  if (left.length === 0) return right.map((index) => ({ asked: index }))
  if (right.length === 0) return left.map((index) => ({ recorded: index }))
  if (left.length * right.length > mostPairs) return alignByPlace(left, right)
  const costs = costTable(
    left.map((index) => recorded[index]),
    right.map((index) => asked[index]),
  )
  const pairs: Pair[] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    const step = costs[row]?.[column]?.step
    pairs.push({
      ...(step !== 'added' && { recorded: left[row]! }),
      ...(step !== 'gone' && { asked: right[column]! }),
    })
    if (step !== 'added') row += 1
    if (step !== 'gone') column += 1
  }
  return pairs
}

interface Cell {
  readonly cost: number
  readonly step: 'paired' | 'gone' | 'added'
}

/** For each position in both lists, the cost from there to the end, and the first step. */
function costTable(recorded: readonly unknown[], asked: readonly unknown[]): Cell[][] {
  const similarities = recorded.map((item) => new Similarity(item))
  const table: Cell[][] = Array.from({ length: recorded.length + 1 }, () => [])
  for (let row = recorded.length; row >= 0; row--) {
    for (let column = asked.length; column >= 0; column--) {
      const steps: Cell[] = []
      const after = (down: number, over: number): number => table[row + down]?.[column + over]?.cost ?? 0
      if (row < recorded.length && column < asked.length)
        steps.push({ cost: after(1, 1) + changeCost(similarities[row]!, recorded[row], asked[column]), step: 'paired' })
      if (row < recorded.length) steps.push({ cost: after(1, 0) + gap, step: 'gone' })
      if (column < asked.length) steps.push({ cost: after(0, 1) + gap, step: 'added' })
      const [first = { cost: 0, step: 'paired' as const }, ...others] = steps
      table[row]![column] = others.reduce((best, cell) => (cell.cost < best.cost ? cell : best), first)
    }
  }
  return table
}

/** Less than two gaps when the items can be one changed item; more when they cannot (another role, another tool). */
function changeCost(similarity: Similarity, recorded: unknown, asked: unknown): number {
  const isOther = nameOf(recorded) !== nameOf(asked)
  return (isOther ? 1.5 : 1.2) * gap * (1 - similarity.to(asked)!) + (isOther ? gap : 0)
}

/** The name of an item among its neighbours: the role of a message, the name of a tool, the type of a part. */
export function nameOf(item: unknown): string {
  if (!isRecord(item)) return typeof item
  const { role, name, type, function: fn } = item
  const own = role ?? name ?? (isRecord(fn) ? fn['name'] : undefined) ?? type
  return typeof own === 'string' ? own : ''
}

function alignByPlace(left: readonly number[], right: readonly number[]): Pair[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    ...(left[index] !== undefined && { recorded: left[index] }),
    ...(right[index] !== undefined && { asked: right[index] }),
  }))
}
