import { z } from 'zod'
import type { ForeignInteraction, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape, textOrBytes } from '../shape.ts'

const body = z
  .object({ string: textOrBytes.nullish(), base64_string: z.string().optional(), encoding: z.string().nullish() })
  .transform(({ string, base64_string: base64 }) => (base64 === undefined ? string : Buffer.from(base64, 'base64')))

const shape = z.object({
  http_interactions: z.array(
    z.object({
      request: z.object({ method: z.string(), uri: z.string(), headers: headerRecord.nullish(), body: body.nullish() }),
      response: z.object({
        status: z.object({ code: numeric, message: z.string().nullish() }),
        headers: headerRecord.nullish(),
        body: body.nullish(),
      }),
      recorded_at: z.string().optional(),
    }),
  ),
})

/** Cassettes of the Ruby gem VCR. */
export const readRubyVcr: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !Array.isArray(data['http_interactions'])) return undefined
  const losses: Loss[] = []
  const interactions = parseShape(shape, data).http_interactions.map(
    ({ request, response, recorded_at }, index): ForeignInteraction => {
      const place = `http_interactions[${index}]`
      losses.push(
        ...lostBytes(`${place}.request.body`, request.body),
        ...lostBytes(`${place}.response.body`, response.body),
      )
      return {
        place,
        ...(recorded_at !== undefined && { recordedAt: recorded_at }),
        request: {
          method: request.method.toUpperCase(),
          url: request.uri,
          headers: headerRows(request.headers),
          body: bytesOf(request.body),
        },
        response: {
          status: response.status.code,
          ...(response.status.message && { statusText: response.status.message }),
          headers: headerRows(response.headers),
          body: bytesOf(response.body),
        },
      }
    },
  )
  return { format: 'Ruby VCR', interactions, losses }
}
