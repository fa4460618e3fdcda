import { z } from 'zod'
import type { ForeignInteraction, Loss, RecordingReader } from '../recording.ts'
import {
  bytesOf,
  headerRecord,
  headerRows,
  isRecord,
  lostBytes,
  numeric,
  parseShape,
  rewritten,
  textOrBytes,
} from '../shape.ts'

/** A body of an old version of requests is a Python object: the first item of its state is the content. */
const fileObject = z.object({ state: z.array(z.unknown()).min(1) }).transform(({ state }) => state[0])
const body = z.union([textOrBytes, z.null(), z.object({ string: z.union([textOrBytes, z.null()]) }), fileObject])

const shape = z.object({
  interactions: z.array(
    z.object({
      request: z.object({
        method: z.string(),
        uri: z.string(),
        headers: headerRecord.nullish(),
        body: body.optional(),
        parsed_body: z.string().optional(),
      }),
      response: z.object({
        // The recorder of httpx wrote `status_code` and `content` in its first versions.
        status: z.object({ code: numeric, message: z.string().nullish() }).optional(),
        status_code: numeric.optional(),
        headers: headerRecord.nullish(),
        body: body.optional(),
        content: textOrBytes.optional(),
        parsed_body: z.string().optional(),
      }),
    }),
  ),
})

type Message = z.output<typeof shape>['interactions'][number]['request' | 'response']

/** Cassettes of VCR.py, in YAML or JSON, also those with `parsed_body` in place of a body. */
export const readVcrPy: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !Array.isArray(data['interactions'])) return undefined
  const [first] = data['interactions'] as unknown[]
  if (!isRecord(first) || !isRecord(first['request']) || !('uri' in first['request'])) return undefined
  const losses: Loss[] = []
  const interactions = parseShape(shape, data).interactions.map(({ request, response }, index): ForeignInteraction => {
    const place = `interactions[${index}]`
    const { code = response.status_code ?? 0, message } = response.status ?? {}
    return {
      place,
      request: {
        method: request.method,
        url: request.uri,
        headers: headerRows(request.headers),
        body: contentOf(request, `${place}.request`, losses),
      },
      response: {
        status: code,
        ...(message && { statusText: message }),
        headers: headerRows(response.headers),
        body: contentOf(response, `${place}.response`, losses),
      },
    }
  })
  return { format: 'VCR.py', interactions, losses }
}

function contentOf(message: Message, place: string, losses: Loss[]): Uint8Array {
  if (message.parsed_body !== undefined) {
    losses.push(rewritten(`${place}.parsed_body`))
    return bytesOf(message.parsed_body)
  }
  const stored = message.body ?? ('content' in message ? message.content : undefined)
  const content = isRecord(stored) ? stored['string'] : stored
  const known = typeof content === 'string' || content instanceof Uint8Array ? content : undefined
  losses.push(...lostBytes(`${place}.body`, known))
  return bytesOf(known)
}
