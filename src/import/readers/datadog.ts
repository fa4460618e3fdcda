import { z } from 'zod'
import type { Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape } from '../shape.ts'

const message = { headers: headerRecord.nullish(), body: z.string().nullish() }

const shape = z.object({
  request: z.object({ method: z.string(), url: z.string(), ...message }),
  response: z.object({ status: z.object({ code: numeric, message: z.string().nullish() }), ...message }),
})

/** Recordings of the Datadog test agent in JSON, one request a file. Its recordings in YAML are those of VCR.py. */
export const readDatadog: RecordingReader = ({ data }) => {
  if (!isRecord(data) || !isRecord(data['request']) || !isRecord(data['response'])) return undefined
  if (!isRecord(data['response']['status']) || !('url' in data['request'])) return undefined
  const { request, response } = parseShape(shape, data)
  const losses: Loss[] = []
  const foreign = {
    place: '',
    request: {
      method: request.method,
      url: request.url,
      headers: headerRows(request.headers),
      body: contentOf(request.body, 'request.body', losses),
    },
    response: {
      status: response.status.code,
      ...(response.status.message && { statusText: response.status.message }),
      headers: headerRows(response.headers),
      body: contentOf(response.body, 'response.body', losses),
    },
  }
  return { format: 'Datadog test agent', interactions: [foreign], losses }
}

/** A body that is not text has a mark before its base64. */
function contentOf(body: string | null | undefined, place: string, losses: Loss[]): Uint8Array {
  const encoded = /^base64:(.*)$/s.exec(body ?? '')?.[1]
  if (encoded !== undefined) return Buffer.from(encoded, 'base64')
  losses.push(...lostBytes(place, body))
  return bytesOf(body)
}
