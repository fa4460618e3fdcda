import type { Chunk } from './interaction.ts'

/**
 * Milliseconds that a stream was silent before it broke: the delay of a last chunk without bytes. `undefined` when there
 * is no such chunk.
 */
export function silenceBefore(chunks: readonly Chunk[] | undefined): number | undefined {
  const last = chunks?.at(-1)
  return last?.[1] === 0 ? last[0] : undefined
}
