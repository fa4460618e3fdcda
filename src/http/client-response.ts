import { wireHeaders } from '../cassette/wire-headers.ts'
import { announcedLength, frame, frameNothing } from './framing.ts'
import { responseOf } from './response-of.ts'

/** The answer for the client. Its body is decoded, so it has no headers that belong to the provider's connection. */
export function clientResponse(response: Response, body: ReadableStream<Uint8Array> | null): Response {
  const headers = new Headers(
    [...response.headers].filter(([name]) => !(wireHeaders as readonly string[]).includes(name)),
  )
  const length = announcedLength(response.headers)
  if (body === null) frameNothing(headers, response.status, length)
  else frame(headers, length)
  return responseOf(body, { status: response.status, statusText: response.statusText, headers })
}
