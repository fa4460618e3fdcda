import { z } from 'zod'
import type { HeaderRow, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, isRecord, lostBytes, numeric, parseShape, rewritten } from '../shape.ts'

const headers = z.array(z.tuple([z.string(), z.string()]))

const shape = z.object({
  request: z.object({ method: z.string(), url: z.string(), body: z.unknown().optional(), headers }),
  response: z.object({
    status: numeric,
    statusText: z.string().nullish(),
    headers,
    body: z.string().nullish(),
    bodyBase64: z.string().optional(),
  }),
})

/** Snapshots of msw-snapshot: one request a file. */
export const readMswSnapshot: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !isRecord(data['request']) || !Array.isArray(data['request']['headers'])) return undefined
  const { request, response } = parseShape(shape, data)
  const losses: Loss[] = lostBytes('response.body', response.body)
  return {
    format: 'msw-snapshot',
    interactions: [
      {
        place: '',
        request: { ...request, headers: request.headers as HeaderRow[], body: sent(request.body, losses) },
        response: {
          status: response.status,
          ...(response.statusText && { statusText: response.statusText }),
          headers: response.headers as HeaderRow[],
          body: response.bodyBase64 === undefined ? bytesOf(response.body) : Buffer.from(response.bodyBase64, 'base64'),
        },
      },
    ],
    losses,
  }
}

function sent(body: unknown, losses: Loss[]): Uint8Array {
  if (body === null || body === undefined) return new Uint8Array()
  if (typeof body === 'string') {
    losses.push(...lostBytes('request.body', body))
    return bytesOf(body)
  }
  losses.push(rewritten('request.body'))
  return bytesOf(JSON.stringify(body))
}
