import { packBody } from '../body/pack.ts'
import type { Interaction, StoredResponse } from '../cassette/interaction.ts'
import { decodeBody } from '../http/decode-body.ts'
import { announcedLength } from '../http/framing.ts'
import { responseOf } from '../http/response-of.ts'
import { unusualStatusText } from '../http/status-text.ts'
import { storedRequest } from '../http/stored-request.ts'
import type { Redaction } from '../redact/redaction.ts'
import { isStoredHeader, isStoredResponseHeader, safeResponseHeaders } from '../redact/stored-headers.ts'
import { RecordingFault, type ForeignInteraction, type HeaderRow, type Loss } from './recording.ts'

export interface Conversion {
  readonly redaction: Pick<Redaction, 'address' | 'interaction' | 'noteHeaders'>
  /** Further request headers to store, in lower case. */
  readonly headers: readonly string[]
  /** Time of an interaction whose recording does not say when it was made. */
  readonly now: Date
}

/** The interaction without its secrets, and what it could not keep. */
export interface Converted {
  readonly interaction: Interaction
  readonly losses: readonly Loss[]
}

/**
 * Turns an interaction of another tool into one of a cassette, by the same decoding, packing and redaction as a recorded one.
 *
 * @throws RecordingFault when it is no valid request or response.
 */
export function convertInteraction(foreign: ForeignInteraction, { redaction, headers, now }: Conversion): Converted {
  const losses: Loss[] = []
  const { place, request } = foreign
  const at = (part: string): string => [place, part].filter(Boolean).join('.')
  const requestHeaders = validHeaders(request.headers, at('request.headers'), isStoredHeader, losses)
  if (!URL.canParse(request.url)) throw new RecordingFault(at('request'), `"${request.url}" is not a URL`)
  const stored = storedRequest(
    { method: request.method, url: request.url, headers: requestHeaders },
    request.body,
    headers,
  )
  const responseHeaders = validHeaders(foreign.response.headers, at('response.headers'), isStoredResponseHeader, losses)
  redaction.noteHeaders(responseHeaders, 'answer', stored)
  const response = storedResponse(foreign, responseHeaders, redaction, at('response'), losses)
  const recordedAt = timeOf(foreign, responseHeaders)
  if (recordedAt === undefined)
    losses.push({ place, reason: 'it does not say when it was recorded, so the time is now' })
  const interaction: Interaction = {
    lane: 'main',
    recordedAt: (recordedAt ?? now).toISOString(),
    request: stored,
    response,
  }
  return { interaction: redaction.interaction(interaction), losses }
}

function storedResponse(
  { request, response }: ForeignInteraction,
  headers: Headers,
  { address }: Pick<Redaction, 'address'>,
  place: string,
  losses: Loss[],
): StoredResponse {
  const bytes = plainBody(response.body, headers, place, losses)
  const body = packBody(bytes, headers.get('content-type') ?? undefined)
  const { status, statusText = '' } = response
  const length = lengthOf(request.method, status, headers, bytes, place, losses)
  return {
    status,
    ...unusual({ status, statusText, headers }, place),
    headers: safeResponseHeaders(headers, address),
    ...(length !== undefined && { length }),
    ...(body && { body }),
    ...(response.chunks && response.body === bytes && response.chunks.length > 0 && { chunks: response.chunks }),
  }
}

/** Decompresses a body that is still compressed, and removes the headers that belong to the compressed form, as a live answer has them. */
function plainBody(stored: Uint8Array, headers: Headers, place: string, losses: Loss[]): Uint8Array {
  const encoding = headers.get('content-encoding')
  if (encoding === null) return stored
  const bytes = decodeBody(stored, encoding)
  if (bytes === stored && isCompressed(stored))
    losses.push({
      place: `${place}.body`,
      reason: `it cannot be decoded (content-encoding: ${encoding}), so it is kept as stored`,
    })
  else for (const name of ['content-encoding', 'content-length']) headers.delete(name)
  return bytes
}

/** Whether bytes begin as gzip or zstd do. */
function isCompressed(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x28 && bytes[1] === 0xb5)
}

/** The announced length. A body that a tool decoded or wrote again has another length than the header says. */
function lengthOf(
  method: string,
  status: number,
  headers: Headers,
  { length: size }: Uint8Array,
  place: string,
  losses: Loss[],
): true | number | undefined {
  const announced = announcedLength(headers)
  if (announced === undefined || status === 204 || status === 205) return undefined
  if (method === 'HEAD' || status === 304) return announced
  if (announced !== size)
    losses.push({ place: `${place}.headers`, reason: `content-length is ${announced}, and the body has ${size} bytes` })
  return true
}

function unusual(init: Parameters<typeof responseOf>[1], place: string): Pick<StoredResponse, 'statusText'> {
  try {
    const statusText = unusualStatusText(responseOf(null, init))
    return statusText === undefined ? {} : { statusText }
  } catch (cause) {
    throw new RecordingFault(place, (cause as Error).message)
  }
}

/** The headers that can be sent. A name with a colon before it belongs to HTTP/2, and repeats method and URL. */
function validHeaders(
  rows: readonly HeaderRow[],
  place: string,
  isStored: (name: string) => boolean,
  losses: Loss[],
): Headers {
  const headers = new Headers()
  for (const [name, value] of rows) {
    try {
      headers.append(name, value)
    } catch {
      if (isStored(name.toLowerCase())) losses.push({ place, reason: `${name} has a value that cannot be sent` })
    }
  }
  return headers
}

function timeOf({ recordedAt }: ForeignInteraction, headers: Headers): Date | undefined {
  const known = recordedAt ?? headers.get('date')
  if (known === null) return undefined
  const time = new Date(known)
  return Number.isNaN(time.getTime()) ? undefined : time
}
