import { unpackBody } from '../body/pack.ts'
import type { Chunk } from '../cassette/interaction.ts'
import type { StoredBody } from '../cassette/stored-body.ts'

/**
 * The pieces in which a body arrived, for a body that has become another: what has not changed arrives as it did, event
 * by event, and the sizes add up to the length of the new one.
 */
export function moveChunks(chunks: readonly Chunk[], before: StoredBody, after: StoredBody): Chunk[] {
  const units = pairs(unitsOf(before), unitsOf(after), before, after)
  let old = 0
  let moved = 0
  return chunks.map(([delay, size]): Chunk => {
    old += size
    const end = place(old, units)
    const chunk: Chunk = [delay, Math.max(0, end - moved)]
    moved = Math.max(moved, end)
    return chunk
  })
}

/** A part of a body before and after. */
interface Unit {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

function pairs(
  before: readonly StoredBody[],
  after: readonly StoredBody[],
  wholeBefore: StoredBody,
  wholeAfter: StoredBody,
): Unit[] {
  const units = before.map((unit, at): Unit => ({ before: unpackBody(unit), after: unpackBody(after[at] ?? unit) }))
  const whole: Unit = { before: unpackBody(wholeBefore), after: unpackBody(wholeAfter) }
  const isSum = (side: keyof Unit): boolean =>
    units.reduce((sum, unit) => sum + unit[side].length, 0) === whole[side].length
  return before.length === after.length && isSum('before') && isSum('after') ? units : [whole]
}

/** The smallest parts that a body is written in. */
function unitsOf(body: StoredBody): StoredBody[] {
  if ('sse' in body) {
    const { rest, ...plain } = body
    const events: StoredBody[] = body.sse.map((event) => ({ ...plain, sse: [event] }))
    return rest === undefined ? events : [...events, { base64: rest }]
  }
  if ('eventstream' in body) {
    const messages: StoredBody[] = body.eventstream.map((message) => ({ eventstream: [message] }))
    return body.rest === undefined ? messages : [...messages, { base64: body.rest }]
  }
  if ('ndjson' in body) {
    const { open, ...layout } = body.layout ?? {}
    return body.ndjson.map((value, at) => ({
      ndjson: [value],
      layout: { ...layout, ...(open && at === body.ndjson.length - 1 && { open }) },
    }))
  }
  return [body]
}

/** The new offset of a boundary. */
function place(offset: number, units: readonly Unit[]): number {
  let old = 0
  let moved = 0
  for (const { before, after } of units) {
    if (offset <= old + before.length) return moved + inside(offset - old, before, after)
    old += before.length
    moved += after.length
  }
  return moved
}

/** A boundary before the first change keeps its distance from the start, and one after the last change that from the end. */
function inside(offset: number, before: Uint8Array, after: Uint8Array): number {
  if (offset === before.length) return after.length
  let same = 0
  while (same < offset && same < after.length && before[same] === after[same]) same++
  if (same === offset) return offset
  let tail = 0
  while (tail < before.length - offset && tail < after.length - same && before.at(-1 - tail) === after.at(-1 - tail))
    tail++
  return tail === before.length - offset ? after.length - tail : same
}
