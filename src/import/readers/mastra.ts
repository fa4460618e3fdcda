import { z } from 'zod'
import type { ForeignInteraction, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape, rewritten } from '../shape.ts'

const recording = z.object({
  request: z.object({
    url: z.string(),
    method: z.string(),
    body: z.unknown().optional(),
    timestamp: z.number().optional(),
  }),
  response: z.object({
    status: numeric,
    statusText: z.string().nullish(),
    headers: headerRecord.nullish(),
    body: z.unknown().optional(),
    chunks: z.array(z.string()).optional(),
    chunkTimings: z.array(z.number()).optional(),
  }),
})

const shape = z.object({
  meta: z.object({ name: z.string().optional(), testName: z.string().optional() }).optional(),
  recordings: z.array(recording),
})

/** Recordings of Mastra's LLM recorder. They hold the chunks of streams and their times, but no request headers. */
export const readMastra: RecordingReader = ({ data }) => {
  const file = Array.isArray(data) ? { recordings: data as unknown[] } : data
  if (!isRecord(file) || !Array.isArray(file['recordings'])) return undefined
  const [first] = file['recordings'] as unknown[]
  if (!isRecord(first) || !('hash' in first) || !isRecord(first['request'])) return undefined
  const { meta, recordings } = parseShape(shape, file)
  const losses: Loss[] = []
  const interactions = recordings.map(({ request, response }, index): ForeignInteraction => {
    const place = `recordings[${index}]`
    const { chunks, chunkTimings = [] } = response
    const pieces = chunks?.map((chunk) => Buffer.from(chunk))
    losses.push(...lostBytes(`${place}.response.chunks`, chunks?.join('')))
    return {
      place,
      ...(request.timestamp !== undefined && { recordedAt: request.timestamp }),
      request: {
        method: request.method,
        url: request.url,
        headers: [['content-type', 'application/json']],
        body: valueOf(request.body, `${place}.request.body`, losses),
      },
      response: {
        status: response.status,
        ...(response.statusText && { statusText: response.statusText }),
        headers: headerRows(response.headers),
        body: pieces ? Buffer.concat(pieces) : valueOf(response.body, `${place}.response.body`, losses),
        ...(pieces && { chunks: pieces.map((piece, at) => [chunkTimings[at] ?? 0, piece.length] as const) }),
      },
    }
  })
  losses.push({ place: '', reason: 'the request headers are not in the recording' })
  const name = meta?.testName ?? meta?.name
  return { format: 'Mastra', ...(name !== undefined && { name }), interactions, losses }
}

function valueOf(body: unknown, place: string, losses: Loss[]): Uint8Array {
  if (body === null || body === undefined) return new Uint8Array()
  if (typeof body === 'string') {
    losses.push(...lostBytes(place, body))
    return bytesOf(body)
  }
  losses.push(rewritten(place))
  return bytesOf(JSON.stringify(body))
}
