import { z } from 'zod'
import { jsonPath } from '../format/place.ts'
import { RecordingFault, type HeaderRow, type Loss } from './recording.ts'

/**
 * Parses data of a known format.
 *
 * @throws RecordingFault with the place of the first fault.
 */
export function parseShape<Shape extends z.ZodType>(shape: Shape, data: unknown): z.output<Shape> {
  const result = shape.safeParse(data)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new RecordingFault(jsonPath(issue?.path ?? []), issue?.message ?? 'it has another shape')
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** Text in JSON, text or bytes in YAML. */
export const textOrBytes: z.ZodType<string | Uint8Array> = z.union([z.string(), z.instanceof(Uint8Array)])

/** A number, which is a text in YAML. */
export const numeric: z.ZodType<number> = z.coerce.number()

/** Headers by name, with one value or several. */
export const headerRecord: z.ZodType<Readonly<Record<string, HeaderValue>>> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.instanceof(Uint8Array), z.null(), z.array(z.union([z.string(), z.number()]))]),
)

type HeaderValue = string | number | Uint8Array | null | Array<string | number>

export function headerRows(headers: Readonly<Record<string, HeaderValue>> | null | undefined): HeaderRow[] {
  return Object.entries(headers ?? {}).flatMap(([name, value]) => {
    if (value === null) return []
    const values = value instanceof Uint8Array ? [Buffer.from(value).toString('latin1')] : [value].flat()
    return values.map((single): HeaderRow => [name, String(single)])
  })
}

export function bytesOf(body: string | Uint8Array | null | undefined): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array())
}

/** A loss for a text in which the tool replaced bytes that were not UTF-8. */
export function lostBytes(place: string, body: string | Uint8Array | null | undefined): Loss[] {
  if (typeof body !== 'string' || !body.includes('\ufffd')) return []
  return [{ place, reason: 'it holds U+FFFD, so bytes that were not UTF-8 were lost when it was recorded' }]
}

/** A loss for a body that the tool stored as a value: its spaces and its notation of numbers are not known. */
export function rewritten(place: string): Loss {
  return { place, reason: 'the tool stored its value, so its bytes are written again as compact JSON' }
}
