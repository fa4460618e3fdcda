import { align, nameOf, type Pair } from './align.ts'
import { Repeated, type Comparable } from '../view/comparable.ts'
import { wholePlaces } from '../view/whole-places.ts'
import { fieldPlace } from '../../util/json-path.ts'
import { isRecord, sameValue } from '../../util/same-value.ts'

/** One difference between the asked request and a recorded request. */
export interface Difference {
  /** Place in the asked request, such as `messages[3].content`, `?page` or `header anthropic-beta`. A removed value has its place in the recorded request. */
  readonly path: string
  /** Place in the recorded request, when added or removed items before it shift it. */
  readonly recordedPath?: string
  /** `reordered`: a list has the same items in another order. */
  readonly change: 'changed' | 'added' | 'removed' | 'reordered'
  /** Positions of the items of a list that stand elsewhere, from 0. */
  readonly moved?: readonly number[]
  readonly recorded?: string
  readonly asked?: string
}

interface Place {
  readonly asked: string
  readonly recorded: string
}

/** All differences of two requests, in the order of the asked request. Empty when the requests are equal. */
export function differencesOf(asked: Comparable, recorded: Comparable): Difference[] {
  const at = (path: string): Place => ({ asked: path, recorded: path })
  return [
    ...compare(asked.method, recorded.method, at(wholePlaces.method)),
    ...compare(asked.url, recorded.url, at(wholePlaces.url)),
    ...compare(asked.body, recorded.body, at('')),
    ...named(asked.query, recorded.query, (name) => at(`?${name}`)),
    ...named(asked.headers, recorded.headers, (name) => at(`header ${name}`)),
  ]
}

function compare(asked: unknown, recorded: unknown, place: Place): Difference[] {
  if (sameValue(asked, recorded)) return []
  if (Array.isArray(asked) && Array.isArray(recorded)) return items(asked, recorded, place)
  if (isRecord(asked) && isRecord(recorded)) {
    return named(asked, recorded, (name) => ({
      asked: fieldPlace(place.asked, name),
      recorded: fieldPlace(place.recorded, name),
    }))
  }
  return [difference(place, asked, recorded)]
}

function named(
  asked: Readonly<Record<string, unknown>>,
  recorded: Readonly<Record<string, unknown>>,
  placeOf: (name: string) => Place,
): Difference[] {
  const names = new Set([...Object.keys(asked), ...Object.keys(recorded)])
  return [...names].flatMap((name) => {
    const [now, before] = [asked, recorded].map((side) => (Object.hasOwn(side, name) ? side[name] : undefined))
    return compare(now, before, placeOf(name))
  })
}

function items(asked: readonly unknown[], recorded: readonly unknown[], place: Place): Difference[] {
  const pairs = align(recorded, asked)
  if (isReordered(asked, recorded, pairs)) {
    const moved = asked.flatMap((item, index) => (sameValue(item, recorded[index]) ? [] : [index]))
    const change = 'reordered' as const
    return [{ ...placed(place), change, moved, recorded: namesIn(recorded, moved), asked: namesIn(asked, moved) }]
  }
  return pairs.flatMap((pair) => {
    const at =
      asked instanceof Repeated
        ? place
        : { asked: indexed(place.asked, pair.asked), recorded: indexed(place.recorded, pair.recorded) }
    if (pair.asked === undefined) return [difference(at, undefined, recorded[pair.recorded!])]
    if (pair.recorded === undefined) return [difference(at, asked[pair.asked], undefined)]
    return compare(asked[pair.asked], recorded[pair.recorded], at)
  })
}

/** Whether each removed item is an added item in another place. */
function isReordered(asked: readonly unknown[], recorded: readonly unknown[], pairs: readonly Pair[]): boolean {
  if (asked.length !== recorded.length) return false
  const left = pairs.flatMap((pair) => (pair.asked === undefined ? [] : [asked[pair.asked]]))
  return pairs.every((pair) => {
    if (pair.recorded === undefined) return true
    const found = left.findIndex((item) => sameValue(item, recorded[pair.recorded!]))
    return found !== -1 && left.splice(found, 1).length === 1
  })
}

function difference(place: Place, asked: unknown, recorded: unknown): Difference {
  if (recorded === undefined)
    return { ...placed({ ...place, recorded: place.asked }), change: 'added', asked: textOf(asked) }
  if (asked === undefined)
    return { ...placed({ ...place, asked: place.recorded }), change: 'removed', recorded: textOf(recorded) }
  // `1` and `"1"` differ.
  const isTyped = typeof asked !== typeof recorded
  const [now, before] = [asked, recorded].map((value) =>
    isTyped && typeof value === 'string' ? JSON.stringify(value) : textOf(value),
  )
  return { ...placed(place), change: 'changed', recorded: before!, asked: now! }
}

function placed({ asked, recorded }: Place): Pick<Difference, 'path' | 'recordedPath'> {
  return { path: asked || wholePlaces.body, ...(recorded !== asked && { recordedPath: recorded }) }
}

function indexed(path: string, index: number | undefined): string {
  return index === undefined ? '' : `${path}[${index}]`
}

/** A value as people read it: a text unchanged, a message as role and text, anything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (isRecord(value) && typeof value['role'] === 'string' && typeof value['content'] === 'string')
    return `${value['role']}: ${value['content']}`
  return JSON.stringify(value)
}

/** The items of a list at these positions: their names, or their texts where the names are all the same. */
function namesIn(list: readonly unknown[], positions: readonly number[]): string {
  const items = positions.map((position) => list[position])
  const names = items.map((item) => (isRecord(item) && nameOf(item)) || textOf(item))
  return (new Set(names).size === 1 ? items.map(textOf) : names).join(', ')
}
