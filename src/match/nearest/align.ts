import { diffArrays } from 'diff'
import { Similarity } from './similarity.ts'
import { isRecord, sameValue } from '../../util/same-value.ts'

/** Places, in the recorded and in the asked list, of what belongs together; one is absent where an item is gone or new. */
export interface Pair {
  readonly recorded?: number
  readonly asked?: number
}

/** Edits after which two lists have too little in common to be told apart item by item. */
const mostEdits = 400
/** Items, recorded times asked, between two equal ones that are compared each with each. */
const mostPairs = 900
/** What an item that is gone or new costs; two that are paired cost less, as long as they can be the same one changed. */
const gap = 1

/**
 * Pairs the items of two lists that differ, in order; equal ones are left out. A message that was added in the middle is
 * one new item, whatever follows it.
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

/** The cheapest way from some recorded items to some asked ones. */
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

/** For each place in both lists, the cost from there to the end, and the step that begins it. */
function costTable(recorded: readonly unknown[], asked: readonly unknown[]): Cell[][] {
  const likenesses = recorded.map((item) => new Similarity(item))
  const table: Cell[][] = Array.from({ length: recorded.length + 1 }, () => [])
  for (let row = recorded.length; row >= 0; row--) {
    for (let column = asked.length; column >= 0; column--) {
      const steps: Cell[] = []
      const after = (down: number, over: number): number => table[row + down]?.[column + over]?.cost ?? 0
      if (row < recorded.length && column < asked.length)
        steps.push({ cost: after(1, 1) + changeCost(likenesses[row]!, recorded[row], asked[column]), step: 'paired' })
      if (row < recorded.length) steps.push({ cost: after(1, 0) + gap, step: 'gone' })
      if (column < asked.length) steps.push({ cost: after(0, 1) + gap, step: 'added' })
      const [first = { cost: 0, step: 'paired' as const }, ...others] = steps
      table[row]![column] = others.reduce((best, cell) => (cell.cost < best.cost ? cell : best), first)
    }
  }
  return table
}

/** Below two gaps for what can be one item changed, above for what cannot: another speaker, another tool. */
function changeCost(likeness: Similarity, recorded: unknown, asked: unknown): number {
  const isOther = nameOf(recorded) !== nameOf(asked)
  return (isOther ? 1.5 : 1.2) * gap * (1 - likeness.to(asked)!) + (isOther ? gap : 0)
}

/** What tells an item from its neighbours: the role of a message, the name of a tool, the type of a part. */
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
