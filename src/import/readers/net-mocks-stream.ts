import { z } from 'zod'
import type { Chunk } from '../../cassette/interaction.ts'
import type { Loss } from '../recording.ts'
import { lostBytes, parseShape } from '../shape.ts'

const shape = z.object({
  events: z.array(
    z.object({
      /** Milliseconds since the start of the answer. */
      timing: z.number(),
      data: z.string().optional(),
      event: z.unknown().optional(),
      id: z.unknown().optional(),
    }),
  ),
})

export interface StreamedBody {
  readonly body: Uint8Array
  readonly chunks: readonly Chunk[]
}

/** The stream that LangChain's net-mocks stored as a JSON list of its chunks; `undefined` for any other text. */
export function netMocksStream(text: string, place: string, losses: Loss[]): StreamedBody | undefined {
  if (!text.startsWith('{"$type":"event-stream"')) return undefined
  const { events } = parseShape(shape, JSON.parse(text))
  const pieces = events.map(({ data = '', event, id }, index) => {
    const at = `${place}.text.events[${index}]`
    if (event !== undefined || id !== undefined || data === '')
      losses.push({ place: at, reason: 'the tool took this chunk for JSON and stored only parts of it' })
    losses.push(...lostBytes(at, data))
    return Buffer.from(data)
  })
  let last = 0
  const chunks = events.flatMap(({ timing }, index): Chunk[] => {
    const size = pieces[index]?.length ?? 0
    if (size === 0) return []
    const delay = Math.max(0, timing - last)
    last = timing
    return [[delay, size]]
  })
  return { body: Buffer.concat(pieces), chunks }
}
