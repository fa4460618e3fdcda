import { isFormType } from '../../body/form-type.ts'
import { createHash } from 'node:crypto'
import type { MultipartPart, StoredBody } from '../../cassette/interaction.ts'

/** A part of a form, as it is compared: without what the client makes up for each request. */
export interface ViewPart {
  /** Names in lower case, sorted. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: ViewBody
}

/** A body as it is compared. */
export type ViewBody =
  | { readonly json: unknown }
  | { readonly ndjson: readonly unknown[] }
  | { readonly text: string }
  /** Fields of a URL-encoded form, sorted. */
  | { readonly form: ReadonlyArray<readonly [name: string, value: string]> }
  | { readonly multipart: readonly ViewPart[] }
  /** SHA-256, in hex, of what is none of the others. */
  | { readonly sha256: string }

/**
 * The same for two bodies that mean the same: white space, layout and multipart boundaries do not count, binary bodies
 * count by their hash. Key order does not count in the hash of a view, and stays here for people.
 */
export function viewBody(
  body: StoredBody | undefined,
  contentType: string,
  isIgnoredField: (name: string, value: string) => boolean,
): ViewBody | undefined {
  if (body === undefined) return undefined
  if ('json' in body) return { json: body.json }
  if ('ndjson' in body) return { ndjson: body.ndjson }
  if ('text' in body) return viewText(body.text, contentType, isIgnoredField)
  if ('base64' in body) return { sha256: createHash('sha256').update(body.base64, 'base64').digest('hex') }
  // A file is named by the hash of its bytes.
  if ('file' in body) return { sha256: body.file.replace(/^.*\/|\.bin$/g, '') }
  if ('multipart' in body) return { multipart: body.multipart.map((part) => viewPart(part, isIgnoredField)) }
  return { json: body }
}

function viewPart(
  { headers, body }: MultipartPart,
  isIgnoredField: (name: string, value: string) => boolean,
): ViewPart {
  const rows = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'content-length')
    .sort(([a], [b]) => compare(a, b))
  const type = rows.find(([name]) => name === 'content-type')?.[1] ?? ''
  const viewed = viewBody(body, type, isIgnoredField)
  return { headers: rows, ...(viewed && { body: viewed }) }
}

/** JSON that no lossless JSON form could hold is still compared as JSON. */
function viewText(
  text: string,
  contentType: string,
  isIgnoredField: (name: string, value: string) => boolean,
): ViewBody {
  if (isFormType(contentType)) {
    const fields = [...new URLSearchParams(text)].filter(([name, value]) => !isIgnoredField(name, value))
    return { form: fields.sort((a, b) => compare(a.join('='), b.join('='))) }
  }
  if (!/^\s*[[{]/.test(text)) return { text }
  try {
    return { json: JSON.parse(text, exactNumber) }
  } catch {
    return { text }
  }
}

/** Two numbers that become one when they are read, such as 64-bit ids, are still two: they count as they are written. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  return `number ${context?.source}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
