import type * as Zod from 'zod'
import { boundaryPattern, partHeader } from '../body/multipart.ts'
import { longestPad } from '../body/sse.ts'
import { buildGroupSchemas } from './group-schema.ts'
import type { SchemaBuilder } from './schema-builder.ts'

const inlineForms = ['json', 'sse', 'ndjson', 'eventstream', 'multipart', 'text', 'base64']

/** Longest value of an event-stream header that the encoder accepts, in bytes. */
const longestHeader = 32_767

/** The schemas of a body: in memory, and in a file, where events that are alike may stand in groups. */
export interface BodySchemas {
  readonly stored: Zod.ZodType
  readonly inFile: Zod.ZodType
}

/** Builds the schemas of a body: one of its forms, as `StoredBody` lists them. */
export function buildBodySchemas(z: SchemaBuilder): BodySchemas {
  const lineLayout = {
    indent: z.int().min(0).max(10).optional(),
    spaced: z.literal([true, 'colons']).optional(),
    ascii: z.literal(true).optional(),
    escape: z
      .string()
      .regex(/^[ !#-[\]-~]*$/, 'not ASCII characters that JSON leaves unescaped')
      .optional(),
    floats: z.array(z.string()).optional(),
  }
  const space = z.string().regex(/^\s*$/).optional()
  const oneSpacing = [
    ({ indent, spaced }: { indent?: unknown; spaced?: unknown }) => indent === undefined || spaced === undefined,
    'either indent or spaced, not both',
  ] as const
  const jsonLayout = z.strictObject({ ...lineLayout, head: space, tail: space }).refine(...oneSpacing)
  const jsonLines = z.strictObject(lineLayout).refine(...oneSpacing)

  const sseData = z.unknown().refine(isSseData, 'neither a string, an object nor an array')
  const sseShape = {
    event: z.string().optional(),
    id: z.string().optional(),
    retry: z.string().optional(),
    comment: z.string().optional(),
  }
  const sseFields = z
    .strictObject({ ...sseShape, data: sseData.optional(), pad: z.int().min(1).max(longestPad).optional() })
    .refine(({ data, pad }) => pad === undefined || typeof data === 'object', 'pad without data that is JSON')
  const sseForms = {
    raw: z.strictObject({ raw: z.string() }),
    event: sseFields,
    id: sseFields,
    retry: sseFields,
    comment: sseFields,
    data: sseFields,
  }
  const notEvent = 'not an event: neither raw nor a field of one'
  const sseEvent = z.form(() => sseForms, notEvent)

  const typed = <Type extends string>(type: Type, value: Zod.ZodType): Zod.ZodType =>
    z.strictObject({ type: z.literal(type), value })
  const messageHeader = z.union(
    [
      z.string().refine((text) => Buffer.byteLength(text) <= longestHeader, `longer than ${longestHeader} bytes`),
      typed('boolean', z.boolean()),
      typed('byte', z.int().min(-128).max(127)),
      typed('short', z.int().min(-32_768).max(32_767)),
      typed('integer', z.int().min(-2_147_483_648).max(2_147_483_647)),
      typed('long', z.string().refine(isInt64, 'not a whole number of 64 bits')),
      typed(
        'binary',
        z
          .base64()
          .refine((text) => Buffer.byteLength(text, 'base64') <= longestHeader, `longer than ${longestHeader} bytes`),
      ),
      typed('timestamp', z.string().refine(isTime, 'not a time of ISO 8601')),
      typed('uuid', z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'not a UUID in lower case')),
    ],
    { error: 'neither a string nor a wire type with its value' },
  )

  const messageHeaders = z.dictionary(
    z.string().refine((name) => Buffer.byteLength(name) <= 255, 'longer than 255 bytes'),
    messageHeader,
  )

  const partName = z.string().regex(partHeader.name, 'not the name of a header')
  const partValue = z.string().regex(partHeader.value, 'not the value of a header')

  const multipart = (body: Zod.ZodType): Zod.ZodType =>
    z.strictObject({
      multipart: z.array(z.strictObject({ headers: z.array(z.tuple([partName, partValue])), body: body.optional() })),
      boundary: z.string().regex(boundaryPattern, 'not a boundary').optional(),
      epilogue: z.string().optional(),
    })

  const innerBody: Zod.ZodType = z.form(() => innerForms, neither(inlineForms))

  const message = z.strictObject({ headers: messageHeaders, body: innerBody.optional() })

  const json = z.strictObject({ json: z.unknown(), layout: jsonLayout.optional() })
  const sse = z.strictObject({
    sse: z.array(sseEvent),
    layout: z
      .strictObject({
        eol: z.enum(['\r\n', '\r']).optional(),
        tight: z.literal(true).optional(),
        json: jsonLayout.optional(),
      })
      .optional(),
    rest: z.base64().optional(),
  })
  const ndjson = z.strictObject({
    ndjson: z.array(z.unknown()),
    layout: z
      .strictObject({
        eol: z.literal('\r\n').optional(),
        open: z.literal(true).optional(),
        json: jsonLines.optional(),
      })
      .optional(),
  })

  const eventstream = z.strictObject({ eventstream: z.array(message), rest: z.base64().optional() })

  const innerForms: Record<string, Zod.ZodType> = {
    json,
    sse,
    ndjson,
    eventstream,
    multipart: multipart(innerBody),
    text: z.strictObject({ text: z.string() }),
    base64: z.strictObject({ base64: z.base64() }),
  }

  const place = z.union([z.string(), z.int().min(0)], { error: 'neither the name of a field nor an index' })
  const files = z.array(z.array(place)).optional()

  /** Only a whole body, or the body of one of its parts, can be in a separate file, or have values that are. */
  const wholeForms = {
    ...innerForms,
    json: json.extend({ files }),
    sse: sse.extend({ files }),
    ndjson: ndjson.extend({ files }),
    // This form excludes paths that lead out of the folder.
    file: z.strictObject({ file: z.string().regex(/^[^/\\]+\.files\/[0-9a-f]{64}\.bin$/), size: z.int().min(0) }),
  }

  const none = neither([...inlineForms, 'file'])
  const bodyForms = { ...wholeForms, multipart: multipart(z.form(() => wholeForms, none)) }

  const groups = buildGroupSchemas(z, { fields: sseShape, data: sseData, messageHeaders, jsonLayout })
  const fileForms = {
    ...bodyForms,
    sse: wholeForms.sse.extend({ sse: z.array(z.form(() => ({ every: groups.sse, ...sseForms }), notEvent)) }),
    ndjson: wholeForms.ndjson.extend({
      ndjson: z.union([z.array(z.unknown()), groups.ndjson], { error: 'neither a list nor a group of values' }),
    }),
    eventstream: eventstream.extend({
      eventstream: z.array(
        z.form(() => ({ every: groups.message, headers: message }), 'neither a message nor a group'),
      ),
    }),
  }
  return { stored: z.form(() => bodyForms, none), inFile: z.form(() => fileForms, none) }
}

function neither(forms: readonly string[]): string {
  return `neither ${forms.slice(0, -1).join(', ')} nor ${forms.at(-1)}`
}

function isSseData(data: unknown): boolean {
  return typeof data === 'string' || (typeof data === 'object' && data !== null)
}

function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)
}

function isTime(text: string): boolean {
  return /^(\d{4}|[+-]\d{6})-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text))
}
