import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'
import type { Comparable } from '../view/comparable.ts'
import { withoutKinds } from '../view/placeholders.ts'
import { isRecord } from '../../util/same-value.ts'

/** A value, or a part of it, with facts that are computed once for many comparisons. */
interface Node {
  readonly value: unknown
  readonly weight: number
  /** Names of an object's fields, in its order. */
  readonly names?: readonly string[]
  /** Fields of an object or items of a list, in its order. */
  readonly children: readonly Node[]
  /** Indexes of the children, light ones first: small fields usually tell two requests apart. */
  readonly lightFirst: readonly number[]
}

/**
 * Similarity of one value to others, from 0 to 1: the share of equal weight. It must be fast, because it runs for all
 * interactions of a cassette: texts count by their equal ends, equal values are visited once, and a comparison stops when
 * the values are too different.
 */
export class Similarity {
  readonly #asked: Node
  #holdsSecrets = false
  /** Weight in each value that the other value does not have. */
  #lost = { asked: 0, recorded: 0 }
  #least = 0

  /** @param asked a value with the placeholders of {@link withoutKinds}. Other values are converted. */
  constructor(asked: unknown) {
    this.#asked = this.#nodeOf(asked)
  }

  /** Similarity to another value; `undefined` when it is less than `least`. */
  to(recorded: unknown, least = 0): number | undefined {
    this.#lost = { asked: 0, recorded: 0 }
    this.#least = least
    return this.#compare(this.#asked, recorded) ? this.#similarity : undefined
  }

  get #similarity(): number {
    const equal = this.#asked.weight - this.#lost.asked
    return equal / Math.max(this.#asked.weight, equal + this.#lost.recorded)
  }

  /** @returns whether the similarity can still reach `least`. */
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

  /** Skips equal items at both ends first, so that an item added or removed in the middle shifts no others. */
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
    // The similarity only decreases.
    return this.#similarity >= this.#least
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

  /** Fields mostly have the same order; only a different order needs a lookup by name. */
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

/** The parts of a request for comparison. A URL is split into segments, because half a segment means nothing. */
export function partsOf({ url, body, ...others }: Comparable): Readonly<Record<string, unknown>> {
  return { ...others, url: url.split('/'), body: body ?? null }
}

/** Weight of a value. A long text weighs more than a number, but not more than everything else. */
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

/** Number of fields. Unlike `Object.keys`, it makes no list. */
function sizeOf(value: Readonly<Record<string, unknown>>): number {
  let size = 0
  for (const _name in value) size += 1
  return size
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
