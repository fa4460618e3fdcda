import { z } from 'zod'
import type { ForeignInteraction, HeaderRow, Loss, RecordingReader } from '../recording.ts'
import { bytesOf, headerRecord, headerRows, isRecord, lostBytes, numeric, parseShape, rewritten } from '../shape.ts'

const shape = z.array(
  z.object({
    scope: z.string(),
    method: z.string(),
    path: z.string(),
    body: z.unknown().optional(),
    status: numeric,
    response: z.unknown().optional(),
    responseIsBinary: z.boolean().optional(),
    /** Names and values in turn, or an object in later versions. */
    rawHeaders: z.union([z.array(z.string()), headerRecord]).optional(),
    headers: headerRecord.optional(),
    reqheaders: headerRecord.optional(),
  }),
)

/** Fixtures of nock.back. */
export const readNockBack: RecordingReader = ({ data }) => {
  if (!Array.isArray(data) || data.length === 0 || !data.every(isRecord)) return undefined
  if (!data.every((call) => 'scope' in call && 'path' in call)) return undefined
  const losses: Loss[] = []
  const interactions = parseShape(shape, data).map((call, index): ForeignInteraction => {
    const place = `[${index}]`
    const headers = rowsOf(call.rawHeaders ?? call.headers)
    const isEncoded = headers.some(([name]) => name.toLowerCase() === 'content-encoding')
    return {
      place,
      request: {
        method: call.method,
        url: new URL(call.path, call.scope).href,
        headers: headerRows(call.reqheaders),
        body: contentOf(call.body, `${place}.body`, losses, false),
      },
      response: {
        status: call.status,
        headers,
        body: contentOf(call.response, `${place}.response`, losses, call.responseIsBinary ?? isEncoded),
      },
    }
  })
  return { format: 'nock', interactions, losses }
}

function rowsOf(headers: z.output<typeof shape>[number]['rawHeaders']): HeaderRow[] {
  if (!Array.isArray(headers)) return headerRows(headers)
  return headers.flatMap((name, at): HeaderRow[] => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : []))
}

/**
 * Nock stores an encoded answer as a list of chunks in hexadecimal digits, a binary one as one text of them, JSON as its
 * value, and any other body as text.
 */
function contentOf(stored: unknown, place: string, losses: Loss[], isBinary: boolean): Uint8Array {
  if (stored === undefined || stored === null || stored === '') return new Uint8Array()
  if (isHexList(stored)) return Buffer.concat(stored.map((chunk) => Buffer.from(chunk, 'hex')))
  if (typeof stored !== 'string') {
    losses.push(rewritten(place))
    return bytesOf(JSON.stringify(stored))
  }
  if (isBinary && isHex(stored)) return Buffer.from(stored, 'hex')
  losses.push(...lostBytes(place, stored))
  return bytesOf(stored)
}

function isHexList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && isHex(item))
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text)
}
