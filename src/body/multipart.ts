import type { MultipartBody, MultipartPart } from '../cassette/stored-body.ts'
import { bufferOf } from './bytes-of.ts'
import type { Codec, Pack } from './codec.ts'

const CRLF = '\r\n'

/**
 * A boundary without control characters and no longer than the standard allows, since it is repeated before each part.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
 */
export const boundaryPattern: RegExp = /^[\x20-\x7e\xa0-\uffff]{1,70}$/
/** Name and value of a header line of a part. A body with any other header line is stored as text. */
export const partHeader: { readonly name: RegExp; readonly value: RegExp } = {
  name: /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/,
  value: /^[^\r\n]*$/,
}

/** Stands in place of a boundary that is not stored. */
const usualBoundary = 'boundary'

/**
 * The body without the boundary that its client has generated. A body whose content holds the usual boundary keeps its
 * own.
 */
export function withoutBoundary(body: MultipartBody, bytes: Uint8Array): MultipartBody {
  const { boundary: _generated, ...rest } = body
  return bufferOf(bytes).includes(`--${usualBoundary}`) ? body : rest
}

/**
 * Parts of a multipart body, such as an uploaded form, with their headers unchanged.
 *
 * The existing parsers (`@remix-run/multipart-parser` for one) lower-case header names, trim values and join repeated
 * headers, so the exact bytes cannot be written from their result.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2046#section-5.1
 */
export const multipart: Codec<MultipartBody> = {
  read({ bytes, contentType }, pack) {
    const found = splitAt(boundaryOf(contentType), bytes) ?? splitAt(firstLine(bytes), bytes)
    if (!found || found.parts.length === 0) return undefined
    const multipart = found.parts.map((part) => readPart(part, pack))
    if (!multipart.every(({ headers }) => headers.every(isHeader))) return undefined
    return { multipart, boundary: found.boundary, ...(found.epilogue !== CRLF && { epilogue: found.epilogue }) }
  },

  write({ multipart, boundary = usualBoundary, epilogue = CRLF }, unpack) {
    const pieces = multipart.flatMap(({ headers, body }) => [
      Buffer.from(`--${boundary}${CRLF}${headers.map(([name, value]) => `${name}: ${value}${CRLF}`).join('')}${CRLF}`),
      body ? unpack(body) : new Uint8Array(),
      Buffer.from(CRLF),
    ])
    return Buffer.concat([...pieces, Buffer.from(`--${boundary}--${epilogue}`)])
  },
}

function boundaryOf(contentType: string | undefined): string | undefined {
  const found = /;\s*boundary=(?:"([^"\\]+)"|([^\s;"]+))/i.exec(contentType ?? '')
  return found?.[1] ?? found?.[2]
}

/**
 * The first line, if it looks like a boundary. The media type has none in a form of axios over `fetch`, and another one in
 * a form that `fetch` sends again after a redirect.
 */
function firstLine(bytes: Uint8Array): string | undefined {
  const start = bufferOf(bytes).toString('latin1', 0, 300)
  return /^--([\w'()+,./:=?-]{1,70})\r\n[\w-]+: /.exec(start)?.[1]
}

interface SplitBody {
  readonly boundary: string
  readonly parts: readonly Buffer[]
  readonly epilogue: string
}

/** Headers and body of each part; `undefined` when the delimiters have an unusual form. */
function splitAt(boundary: string | undefined, given: Uint8Array): SplitBody | undefined {
  if (boundary === undefined || !boundaryPattern.test(boundary)) return undefined
  const bytes = bufferOf(given)
  const delimiter = `${CRLF}--${boundary}`
  const opening = `--${boundary}${CRLF}`
  if (!bytes.subarray(0, Buffer.byteLength(opening)).equals(Buffer.from(opening))) return undefined
  const parts: Buffer[] = []
  let start = Buffer.byteLength(opening)
  for (;;) {
    // A part without headers and body starts with the line end that also ends its headers.
    const end = bytes.indexOf(delimiter, start)
    if (end === -1) return undefined
    parts.push(bytes.subarray(start, end))
    start = end + Buffer.byteLength(delimiter)
    const after = bytes.toString('latin1', start, start + 2)
    if (after === '--') return { boundary, parts, epilogue: bytes.toString('utf8', start + 2) }
    if (after !== CRLF) return undefined
    start += 2
  }
}

function readPart(bytes: Buffer, pack: Pack): MultipartPart {
  const isBare = bytes.subarray(0, 2).equals(Buffer.from(CRLF))
  const end = isBare ? 0 : bytes.indexOf(CRLF + CRLF) + 2
  const headers = bytes
    .toString('utf8', 0, end)
    .split(CRLF)
    .slice(0, -1)
    .map((line) => headerOf(line))
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  const body = pack(bytes.subarray(end + 2), type)
  return { headers, ...(body && { body }) }
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}

function isHeader([name, value]: readonly [string, string]): boolean {
  return partHeader.name.test(name) && partHeader.value.test(value)
}
