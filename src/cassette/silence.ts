import type { Chunk } from './interaction.ts'

/**
 * How long, in milliseconds, a stream was silent before it broke: the delay of a last piece without bytes. `undefined` where
 * there is none.
 */
export function silenceBefore(chunks: readonly Chunk[] | undefined): number | undefined {
  const last = chunks?.at(-1)
  return last?.[1] === 0 ? last[0] : undefined
}
