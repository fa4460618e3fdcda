import { documentsOf } from '../../providers/wire/documents.ts'
import { isRecord } from '../../util/same-value.ts'
import type { Answered } from './said.ts'
import { isVolatile } from './volatile-fields.ts'

/** Shorter values may stand in any text by chance. */
const shortest = 6

/** The ids and times of recorded answers, and those of newer answers in their place, which later calls repeat. */
export class EchoedIds {
  readonly #before = new Map<string, string>()
  #hasRenamed = false

  /** Whether a value has held one of the newer ids. */
  get hasRenamed(): boolean {
    return this.#hasRenamed
  }

  /** Learns the ids of two answers to the same request. */
  learn(before: Answered, after: Answered): void {
    const [old, now] = [idsOf(before), idsOf(after)]
    for (const [place, ids] of now) {
      const others = old.get(place) ?? []
      if (others.length !== ids.length) continue
      for (const [index, id] of ids.entries()) {
        const other = others[index]!
        if (other !== id && !this.#before.has(id)) this.#before.set(id, other)
      }
    }
  }

  /** A value with the recorded ids in place of the newer ones. */
  asBefore<T>(value: T): T {
    if (this.#before.size === 0) return value
    const text = JSON.stringify(value)
    const renamed = [...this.#before].reduce((result, [id, other]) => result.replaceAll(id, other), text)
    if (renamed === text) return value
    this.#hasRenamed = true
    return JSON.parse(renamed) as T
  }
}

/** The ids and times of an answer by the names of their fields, each once and in order. */
function idsOf({ response }: Answered): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const walk = (value: unknown, place: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, place)
    if (!isRecord(value)) return
    for (const [name, child] of Object.entries(value)) {
      const inside = `${place}.${name}`
      if (typeof child === 'object') walk(child, inside)
      if (typeof child !== 'string' && typeof child !== 'number') continue
      if (isVolatile(name, child, true)) add(found, inside, String(child))
    }
  }
  for (const { value } of documentsOf(response?.body)) walk(value, '')
  return found
}

function add(found: Map<string, string[]>, place: string, id: string): void {
  const ids = found.get(place) ?? []
  if (id.length >= shortest && !ids.includes(id)) found.set(place, [...ids, id])
}
