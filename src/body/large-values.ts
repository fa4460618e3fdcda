import { hash } from 'node:crypto'
import type { ValuePath } from '../cassette/stored-body.ts'
import type { JsonBody, NdjsonBody, SseBody, StoredBody } from '../cassette/stored-body.ts'

/** A body of JSON values, in which large base64 values may be replaced. */
type ValueBody = JsonBody | NdjsonBody | SseBody

/** Largest bytes that a cassette holds itself, in base64. Larger ones get their own file. */
export const largestInline: number = 64 * 1024

/** The notations of base64 that are read: with padding, and with the alphabet of URLs without padding. */
const notations = ['base64', 'base64url'] as const
type Notation = (typeof notations)[number]

/** A long text of base64, or a `data:` address with one. */
const candidate = /^(data:[^,\s]{1,200};base64,)?[A-Za-z0-9+/_-]{64}/

const standIn = /^(data:[^,\s]{1,200};base64,)?\[(base64|base64url) of ([0-9a-f]{64}\.bin)\]$/

/**
 * The text that stands for a large base64 value: `[base64 of <SHA-256>.bin]`, behind the head of a `data:` address. Any
 * other text comes back itself.
 *
 * @param put takes the bytes and the name of their file.
 */
export function withoutLargeValue(text: string, put: (name: string, bytes: Buffer) => void = () => {}): string {
  if (!mayBeLarge(text)) return text
  const [, head = ''] = candidate.exec(text) ?? []
  const encoded = text.slice(head.length)
  for (const notation of notations) {
    const bytes = Buffer.from(encoded, notation)
    // A placeholder in it may stand for another text, so that its hash tells nothing.
    if (bytes.length <= largestInline || bytes.toString(notation) !== encoded || bytes.includes('[REDACTED')) continue
    const name = `${hash('sha256', bytes)}.bin`
    put(name, bytes)
    return `${head}[${notation} of ${name}]`
  }
  return text
}

/** A JSON value with its large base64 values replaced; the value itself when it has none. */
export function withoutLargeValues(value: unknown): unknown {
  return mapTexts(value, (text) => withoutLargeValue(text))
}

/** The body with its large base64 values replaced, and the places of these in `files`. */
export function detachValues(body: StoredBody, put: (name: string, bytes: Buffer) => void): StoredBody {
  if (!isValueBody(body)) return body
  const files: ValuePath[] = []
  const detached = mapTexts(body, (text, path) => {
    const stored = withoutLargeValue(text, put)
    if (stored !== text) files.push([...path])
    return stored
  }) as ValueBody
  return files.length === 0 ? body : { ...detached, files }
}

/**
 * The inverse of `detachValues`.
 *
 * @param read gives the content of a file in a notation.
 * @returns `lost`: a place of `files` that leads to no name of a file.
 */
export function attachValues(
  body: StoredBody,
  read: (name: string, notation: Notation) => string,
): { readonly attached: StoredBody; readonly lost?: string } {
  if (!isValueBody(body) || body.files === undefined) return { attached: body }
  const { files, ...detached } = body
  const places = new Set(files.map((path) => JSON.stringify(path)))
  const attached = mapTexts(detached, (text, path) => {
    const found = readStandIn(text)
    if (found === undefined || !places.delete(JSON.stringify(path))) return text
    return found.head + read(found.name, found.notation)
  }) as StoredBody
  const [lost] = places
  return { attached, ...(lost !== undefined && { lost }) }
}

/** Characters of JSON around a value: quotes, commas, white space. */
const aroundValue = 12

/** Size of a value in a cassette, in bytes, roughly: large base64 values have files of their own. */
export function inlineSize(value: unknown): number {
  if (typeof value === 'string') return aroundValue + (mayBeLarge(value) ? 0 : value.length)
  if (typeof value !== 'object' || value === null) return aroundValue
  let size = aroundValue
  for (const [name, part] of Object.entries(value)) size += name.length + inlineSize(part)
  return size
}

/** Names of the files that hold large values of a body. */
export function namesOfLargeValues(body: StoredBody): string[] {
  const names: string[] = []
  if (isValueBody(body) && body.files !== undefined)
    mapTexts(body, (text) => {
      const found = readStandIn(text)
      if (found !== undefined) names.push(found.name)
      return text
    })
  return names
}

/** Whether a text stands for a large value. It holds no secret. */
export function isStandIn(text: string): boolean {
  return readStandIn(text) !== undefined
}

interface StandIn {
  readonly head: string
  readonly notation: Notation
  readonly name: string
}

function readStandIn(text: string): StandIn | undefined {
  const [, head = '', notation, name] = (text.endsWith('.bin]') && standIn.exec(text)) || []
  return name === undefined ? undefined : { head, notation: notation as Notation, name }
}

function mayBeLarge(text: string): boolean {
  return text.length * 0.75 > largestInline && candidate.test(text)
}

function isValueBody(body: StoredBody): body is ValueBody {
  return 'json' in body || 'ndjson' in body || 'sse' in body
}

/** A value with each of its texts replaced; parts in which nothing changes are not copied. */
function mapTexts(
  value: unknown,
  map: (text: string, path: ReadonlyArray<string | number>) => string,
  path: Array<string | number> = [],
): unknown {
  if (typeof value === 'string') return map(value, path)
  if (typeof value !== 'object' || value === null) return value
  let hasChanged = false
  const mapPart = (part: unknown, at: string | number): unknown => {
    if (typeof part !== 'string' && (typeof part !== 'object' || part === null)) return part
    path.push(at)
    const next = mapTexts(part, map, path)
    path.pop()
    if (next !== part) hasChanged = true
    return next
  }
  if (Array.isArray(value)) {
    const items = value.map(mapPart)
    return hasChanged ? items : value
  }
  const entries = Object.entries(value).map(([key, part]) => [key, mapPart(part, key)] as const)
  return hasChanged ? Object.fromEntries(entries) : value
}
