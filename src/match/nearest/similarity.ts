import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'
import type { Comparable } from '../view/comparable.ts'
import { withoutKinds } from '../view/placeholders.ts'
import { isRecord } from '../../util/same-value.ts'

/** A value, or a part of one, as it is compared with many: what can be known of it before. */
interface Node {
  readonly value: unknown
  readonly weight: number
  /** Of an object, in its order. */
  readonly names?: readonly string[]
  /** Of an object or a list, in its order. */
  readonly children: readonly Node[]
  /** The places of the children, light ones first: what tells two requests apart is seldom the bulk of them. */
  readonly lightFirst: readonly number[]
}

/**
 * How alike one value is to others, from 0 to 1: the share of what is equal in them. Quick, as it is asked of every
 * interaction of a cassette: values are weighed where they stand, text counts by its equal ends, what is equal is looked
 * at once, and what has become too unlike is left.
 */
export class Similarity {
  readonly #asked: Node
  #holdsSecrets = false
  /** What either value has that the other has not. */
  #lost = { asked: 0, recorded: 0 }
  #least = 0

  /** @param asked its placeholders for secrets are those of {@link withoutKinds}; those of the others are made so. */
  constructor(asked: unknown) {
    this.#asked = this.#nodeOf(asked)
  }

  /** How alike another value is; `undefined` for less than `least`. */
  to(recorded: unknown, least = 0): number | undefined {
    this.#lost = { asked: 0, recorded: 0 }
    this.#least = least
    return this.#compare(this.#asked, recorded) ? this.#like : undefined
  }

  get #like(): number {
    const equal = this.#asked.weight - this.#lost.asked
    return equal / Math.max(this.#asked.weight, equal + this.#lost.recorded)
  }

  /** @returns whether the two can still be alike enough. */
  #compare(node: Node, recorded: unknown): boolean {
    const asked = node.value
    if (asked === recorded) return true
    if (typeof asked === 'string' && typeof recorded === 'string') return this.#compareTexts(asked, recorded)
    if (Array.isArray(asked) && Array.isArray(recorded)) return this.#compareItems(node.children, recorded)
    if (isRecord(asked) && isRecord(recorded)) return this.#compareFields(node, recorded)
    return this.#lose(node.weight, weightOf(recorded))
  }

  #compareTexts(asked: string, other: string): boolean {
    const recorded = this.#plain(other)
    if (asked === recorded) return true
    const longest = Math.max(asked.length, recorded.length)
    const start = commonPrefix(asked, recorded)
    const equal = (textWeight(longest) * (start + commonSuffix(asked, recorded, start))) / longest
    return this.#lose(textWeight(asked.length) - equal, textWeight(recorded.length) - equal)
  }

  /** Equal items at both ends first, so that one that is added or gone in the middle shifts no other. */
  #compareItems(asked: readonly Node[], recorded: readonly unknown[]): boolean {
    const shortest = Math.min(asked.length, recorded.length)
    let start = 0
    while (start < shortest && this.#isSame(asked[start]!, recorded[start])) start += 1
    let end = 0
    while (start + end < shortest && this.#isSame(asked.at(-1 - end)!, recorded.at(-1 - end))) end += 1
    for (let index = start; index < shortest - end; index++) {
      if (!this.#compare(asked[index]!, recorded[index])) return false
    }
    const [gone, added] = [
      asked.slice(shortest - end, asked.length - end),
      recorded.slice(shortest - end, recorded.length - end),
    ]
    return this.#lose(sum(gone.map(({ weight }) => weight)), sum(added.map(weightOf)))
  }

  #compareFields({ names = [], children, lightFirst }: Node, recorded: Readonly<Record<string, unknown>>): boolean {
    const gone = children.filter((_, index) => !Object.hasOwn(recorded, names[index]!))
    const isAdded = sizeOf(recorded) > names.length - gone.length
    const added = isAdded ? Object.keys(recorded).filter((name) => !names.includes(name)) : []
    if (!this.#lose(sum(gone.map(({ weight }) => weight)), sum(added.map((name) => weightOf(recorded[name])))))
      return false
    return lightFirst.every((index) => {
      const name = names[index]!
      return !Object.hasOwn(recorded, name) || this.#compare(children[index]!, recorded[name])
    })
  }

  #lose(asked: number, recorded: number): boolean {
    this.#lost.asked += asked
    this.#lost.recorded += recorded
    // It only ever becomes less.
    return this.#like >= this.#least
  }

  #isSame({ value, names, children }: Node, recorded: unknown): boolean {
    if (value === recorded) return true
    if (typeof value === 'string') return typeof recorded === 'string' && value === this.#plain(recorded)
    if (typeof value !== 'object' || typeof recorded !== 'object' || value === null || recorded === null) return false
    if (names !== undefined) return !Array.isArray(recorded) && this.#isSameRecord(names, children, recorded)
    if (!Array.isArray(recorded) || recorded.length !== children.length) return false
    for (let index = 0; index < children.length; index++) {
      if (!this.#isSame(children[index]!, recorded[index])) return false
    }
    return true
  }

  /** Fields mostly come in the same order, and are not looked for by their names as long as they do. */
  #isSameRecord(names: readonly string[], children: readonly Node[], recorded: object): boolean {
    const fields = recorded as Readonly<Record<string, unknown>>
    let known = 0
    let isInOrder = true
    for (const name in fields) {
      if (name !== names[known]) {
        isInOrder = false
        break
      }
      if (!this.#isSame(children[known]!, fields[name])) return false
      known += 1
    }
    if (isInOrder) return known === names.length
    for (let index = known; index < names.length; index++) {
      const name = names[index]!
      if (!Object.hasOwn(fields, name) || !this.#isSame(children[index]!, fields[name])) return false
    }
    return sizeOf(fields) === names.length
  }

  #plain(recorded: string): string {
    return this.#holdsSecrets && recorded.includes('REDACTED') ? withoutKinds(recorded) : recorded
  }

  #nodeOf(value: unknown): Node {
    if (typeof value === 'string' && value.includes('REDACTED')) this.#holdsSecrets = true
    if (typeof value !== 'object' || value === null)
      return { value, weight: weightOf(value), children: [], lightFirst: [] }
    const children = Object.values(value).map((child) => this.#nodeOf(child))
    const lightFirst = [...children.keys()].sort((a, b) => children[a]!.weight - children[b]!.weight)
    const weight = 1 + sum(children.map((child) => child.weight))
    return { value, weight, children, lightFirst, ...(!Array.isArray(value) && { names: Object.keys(value) }) }
  }
}

/** A request in the parts it is compared by. A URL counts by its segments: half a name is no part of it. */
export function partsOf({ url, body, ...others }: Comparable): Readonly<Record<string, unknown>> {
  return { ...others, url: url.split('/'), body: body ?? null }
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

/** Unlike `Object.keys`, without a list of them. */
function sizeOf(value: Readonly<Record<string, unknown>>): number {
  let size = 0
  for (const _name in value) size += 1
  return size
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
