import { z } from 'zod'
import type { ForeignInteraction, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape } from '../shape.ts'

const response = z.object({
  statusCode: numeric,
  headers: headerRecord.nullish(),
  body: z.string(),
  trailers: z.record(z.string(), z.unknown()).nullish(),
})

const snapshot = z.object({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: headerRecord.nullish(),
    body: z.string().nullish(),
  }),
  responses: z.array(response).optional(),
  /** The only answer, in snapshots of the first versions. */
  response: response.optional(),
  timestamp: z.string().optional(),
})

const shape = z.array(z.object({ snapshot }))

/** Snapshots of undici's SnapshotAgent. */
export const readUndiciSnapshot: RecordingReader = ({ data }) => {
  if (!Array.isArray(data) || data.length === 0) return undefined
  if (!data.every((entry) => isRecord(entry) && 'hash' in entry && 'snapshot' in entry)) return undefined
  const losses: Loss[] = []
  const interactions = parseShape(shape, data).flatMap(({ snapshot: { request, timestamp, ...answers } }, index) =>
    (answers.responses ?? (answers.response ? [answers.response] : [])).map(
      ({ statusCode, headers, body, trailers }, at): ForeignInteraction => {
        const place = `[${index}].snapshot.responses[${at}]`
        losses.push(...lostBytes(`[${index}].snapshot.request.body`, request.body))
        if (Object.keys(trailers ?? {}).length > 0)
          losses.push({ place: `${place}.trailers`, reason: 'a cassette holds no trailers' })
        return {
          place,
          ...(timestamp !== undefined && { recordedAt: timestamp }),
          request: { ...request, headers: headerRows(request.headers), body: bytesOf(request.body) },
          response: { status: statusCode, headers: headerRows(headers), body: Buffer.from(body, 'base64') },
        }
      },
    ),
  )
  return { format: 'undici SnapshotAgent', interactions, losses }
}
