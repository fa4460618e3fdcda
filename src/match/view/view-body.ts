import { withoutLargeValues } from '../../body/large-values.ts'
import { isFormType } from '../../body/form-type.ts'
import { createHash } from 'node:crypto'
import type { MultipartPart, SseBody, StoredBody } from '../../cassette/stored-body.ts'

/**
 * A part of a form for comparison, without values that clients generate for each request.
 *
 * @see docs/matching.md#your-own-normalizers
 */
export interface ViewPart {
  /** Names in lower case, sorted. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: ViewBody
}

/**
 * A body for comparison.
 *
 * @see docs/matching.md#your-own-normalizers
 */
export type ViewBody =
  | { readonly json: unknown }
  | { readonly ndjson: readonly unknown[] }
  | { readonly text: string }
  /** Fields of a URL-encoded form, sorted. */
  | { readonly form: ReadonlyArray<readonly [name: string, value: string]> }
  | { readonly multipart: readonly ViewPart[] }
  /** SHA-256, in hex, of any other body. */
  | { readonly sha256: string }

/**
 * The view of a body. Equivalent bodies have equal views: white space, layout and multipart boundaries do not count, and
 * binary bodies and large base64 values count by their hash. The order of keys stays for people; the hash of a view ignores it.
 */
export function viewBody(
  body: StoredBody | undefined,
  contentType: string,
  isIgnoredField: (name: string, value: string) => boolean,
): ViewBody | undefined {
  if (body === undefined) return undefined
  if ('json' in body) return { json: withoutLargeValues(body.json) }
  if ('ndjson' in body) return { ndjson: withoutLargeValues(body.ndjson) as readonly unknown[] }
  if ('text' in body) return viewText(body.text, contentType, isIgnoredField)
  if ('base64' in body) return { sha256: createHash('sha256').update(body.base64, 'base64').digest('hex') }
  // The name of a file holds the hash of its bytes.
  if ('file' in body) return { sha256: body.file.replace(/^.*\/|\.bin$/g, '') }
  if ('multipart' in body) return { multipart: body.multipart.map((part) => viewPart(part, isIgnoredField)) }
  const { files: _places, ...stream } = body as SseBody
  return { json: withoutLargeValues(stream) }
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

/** Compares JSON as JSON even when the cassette stores it as text. */
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
    return { json: withoutLargeValues(JSON.parse(text, exactNumber)) }
  } catch {
    return { text }
  }
}

/** Keeps the text of a number that parsing would change, such as a 64-bit id, so that different numbers stay different. */
function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value
  return `number ${context?.source}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
