import { commonPrefix } from '../../util/common-ends.ts'
import type { ReadRequest } from '../../providers/wire/read-request.ts'

/** The equal beginning of two requests. Providers cache it: tools first, then the instructions, then the messages. */
export interface SharedPrefix {
  /** Position of the earlier call. */
  readonly of: number
  /** Share of the earlier request that this one begins with, from 0 to 1. */
  readonly share: number
  /** Where the equal beginning ends, such as `messages[2]`; absent when all of the earlier request is in it. */
  readonly endsAt?: string
}

/** A part of a prompt in the order in which providers cache it. */
interface Segment {
  readonly name: string
  readonly text: string
}

/** The parts of a request in the order of the provider's cache. */
export function segmentsOf({ tools, system, messages }: ReadRequest): Segment[] {
  return [
    { name: 'tools', text: JSON.stringify(tools) },
    { name: 'system', text: system },
    ...messages.map((message, index) => ({ name: `messages[${index}]`, text: JSON.stringify(message) })),
  ]
}

/** The beginning that two requests share; `undefined` when the earlier one is no conversation. */
export function sharedPrefix(
  before: readonly Segment[],
  now: readonly Segment[],
  of: number,
): SharedPrefix | undefined {
  const total = before.reduce((sum, { text }) => sum + text.length, 0)
  if (before.length <= 2 || now.length <= 2) return undefined
  let same = 0
  for (const [index, { text }] of before.entries()) {
    const other = now[index]
    if (other?.text === text) {
      same += text.length
      continue
    }
    const inside = other === undefined ? 0 : commonPrefix(text, other.text)
    return { of, share: (same + inside) / total, endsAt: (other ?? before[index]!).name }
  }
  return { of, share: 1 }
}
