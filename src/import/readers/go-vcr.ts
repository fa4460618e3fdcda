import { z } from 'zod'
import type { ForeignInteraction, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape, textOrBytes } from '../shape.ts'

const shape = z.object({
  interactions: z.array(
    z.object({
      request: z.object({
        method: z.string(),
        url: z.string(),
        headers: headerRecord.nullish(),
        body: textOrBytes.nullish(),
        trailer: z.record(z.string(), z.unknown()).nullish(),
      }),
      response: z.object({
        code: numeric,
        status: z.string().nullish(),
        headers: headerRecord.nullish(),
        body: textOrBytes.nullish(),
        trailer: z.record(z.string(), z.unknown()).nullish(),
      }),
    }),
  ),
})

/** Cassettes of go-vcr, versions 1 to 4. */
export const readGoVcr: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !Array.isArray(data['interactions'])) return undefined
  const [first] = data['interactions'] as unknown[]
  if (!isRecord(first) || !isRecord(first['response']) || !('code' in first['response'])) return undefined
  const losses: Loss[] = []
  const interactions = parseShape(shape, data).interactions.map(({ request, response }, index): ForeignInteraction => {
    const place = `interactions[${index}]`
    losses.push(
      ...lostBytes(`${place}.request.body`, request.body),
      ...lostBytes(`${place}.response.body`, response.body),
    )
    for (const [side, { trailer }] of Object.entries({ request, response }))
      if (Object.keys(trailer ?? {}).length > 0)
        losses.push({ place: `${place}.${side}.trailer`, reason: 'a cassette holds no trailers' })
    // The status line: `200 OK`.
    const statusText = response.status?.replace(/^\d+ ?/, '')
    return {
      place,
      request: {
        method: request.method,
        url: request.url,
        headers: headerRows(request.headers),
        body: bytesOf(request.body),
      },
      response: {
        status: response.code,
        ...(statusText && { statusText }),
        headers: headerRows(response.headers),
        body: bytesOf(response.body),
      },
    }
  })
  return { format: 'go-vcr', interactions, losses }
}
