import type * as Zod from 'zod'
import { boundaryPattern, partHeader } from '../body/multipart.ts'
import { longestPad } from '../body/sse.ts'
import type { Interaction, StoredHeaders } from '../cassette/interaction.ts'
import { decodedCodings, wireHeaders } from '../cassette/wire-headers.ts'
import { formatName, formatVersion, type CassetteDocument } from './document.ts'

/** What a schema is built with: zod's own names, and two forms that zod has not. */
export type SchemaBuilder = Pick<
  typeof Zod.z,
  | 'array'
  | 'base64'
  | 'boolean'
  | 'enum'
  | 'int'
  | 'iso'
  | 'literal'
  | 'number'
  | 'strictObject'
  | 'string'
  | 'tuple'
  | 'union'
  | 'unknown'
  | 'url'
> & {
  /** Unlike `z.record`, it also checks what stands under `__proto__`. */
  dictionary(key: Zod.ZodType, value: Zod.ZodType): Zod.ZodType
  /** One of some objects, told by the first key that is one of their names: unlike `z.union`, it knows which was meant. */
  form(forms: () => Readonly<Record<string, Zod.ZodType>>, otherwise: string): Zod.ZodType
}

const inlineForms = ['json', 'sse', 'ndjson', 'eventstream', 'multipart', 'text', 'base64']

const notOfTheWire = new RegExp(`^(?!(?:${wireHeaders.join('|')})$)`)

/** Bytes of the value of an event-stream header: what the encoder takes. */
const longestHeader = 32_767

const decodedCoding = new RegExp(`(^|,)\\s*(${decodedCodings.join('|')})\\s*(,|$)`, 'i')

function isDecoded(headers: unknown): boolean {
  const coding = (headers as StoredHeaders | undefined)?.['content-encoding'] ?? []
  return [coding].flat().some((value) => decodedCoding.test(value))
}

/** The schemas of a whole file and of one interaction, version 1. */
export interface Schemas {
  readonly document: Zod.ZodType<CassetteDocument>
  readonly interaction: Zod.ZodType<Interaction>
}

/**
 * Builds the schemas. Unknown fields are refused: a reader that skipped them would lose them at the next write.
 */
export function buildSchemas(z: SchemaBuilder): Schemas {
  const lineLayout = {
    indent: z.int().min(0).max(10).optional(),
    spaced: z.literal([true, 'colons']).optional(),
    ascii: z.literal(true).optional(),
    escape: z
      .string()
      .regex(/^[ !#-[\]-~]*$/, 'not characters of ASCII that JSON holds as they are')
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

  const sseFields = z
    .strictObject({
      event: z.string().optional(),
      id: z.string().optional(),
      retry: z.string().optional(),
      comment: z.string().optional(),
      data: z.unknown().refine(isSseData, 'neither a string, an object nor an array').optional(),
      pad: z.int().min(1).max(longestPad).optional(),
    })
    .refine(({ data, pad }) => pad === undefined || typeof data === 'object', 'pad without data that is JSON')
  const sseForms = {
    raw: z.strictObject({ raw: z.string() }),
    event: sseFields,
    id: sseFields,
    retry: sseFields,
    comment: sseFields,
    data: sseFields,
  }
  const sseEvent = z.form(() => sseForms, 'no event: neither raw nor a field of one')

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
    { error: 'neither a string nor a type of the wire with a value of it' },
  )

  const messageHeaders = z.dictionary(
    z.string().refine((name) => Buffer.byteLength(name) <= 255, 'longer than 255 bytes'),
    messageHeader,
  )

  const partName = z.string().regex(partHeader.name, 'not the name of a header')
  const partValue = z.string().regex(partHeader.value, 'not the value of a header')

  const innerBody: Zod.ZodType = z.form(() => innerForms, neither(inlineForms))

  const innerForms: Record<string, Zod.ZodType> = {
    json: z.strictObject({ json: z.unknown(), layout: jsonLayout.optional() }),
    sse: z.strictObject({
      sse: z.array(sseEvent),
      layout: z
        .strictObject({
          eol: z.enum(['\r\n', '\r']).optional(),
          tight: z.literal(true).optional(),
          json: jsonLayout.optional(),
        })
        .optional(),
      rest: z.base64().optional(),
    }),
    ndjson: z.strictObject({
      ndjson: z.array(z.unknown()),
      layout: z
        .strictObject({
          eol: z.literal('\r\n').optional(),
          open: z.literal(true).optional(),
          json: jsonLines.optional(),
        })
        .optional(),
    }),
    eventstream: z.strictObject({
      eventstream: z.array(z.strictObject({ headers: messageHeaders, body: innerBody.optional() })),
      rest: z.base64().optional(),
    }),
    multipart: z.strictObject({
      multipart: z.array(
        z.strictObject({ headers: z.array(z.tuple([partName, partValue])), body: innerBody.optional() }),
      ),
      boundary: z.string().regex(boundaryPattern, 'not a boundary'),
      epilogue: z.string().optional(),
    }),
    text: z.strictObject({ text: z.string() }),
    base64: z.strictObject({ base64: z.base64() }),
  }

  /** A whole body may stand in a file of its own. */
  const bodyForms = {
    ...innerForms,
    // The shape leaves no room for a path that leads out of the folder.
    file: z.strictObject({ file: z.string().regex(/^[^/\\]+\.files\/[0-9a-f]{64}\.bin$/), size: z.int().min(0) }),
  }

  const body = z.form(() => bodyForms, neither([...inlineForms, 'file']))

  /** What `Headers` and `Response` take: a token, and Latin-1 without line breaks; in a status text no control characters. */
  const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/, 'not the name of a header, in lower case')
  const headerText = z.string().regex(/^[^\0\r\n\u0100-\uffff]*$/, 'not the value of a header')
  const statusText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a status text')
  const headerValue = z.union([headerText, z.array(headerText)], {
    error: 'not a header: neither a string nor strings',
  })
  const headers = z.dictionary(headerName, headerValue)
  const responseHeaders = z.dictionary(
    headerName.regex(notOfTheWire, 'never stored: the body is decoded, and a reader frames it itself'),
    headerValue,
  )

  const cause = z.strictObject({
    name: z.string(),
    message: z.string(),
    code: z.union([z.string(), z.number()]).optional(),
    text: z.literal(true).optional(),
  })
  const failure = cause.extend({ cause: cause.optional() })

  const request = z.strictObject({
    method: z.string().min(1),
    url: z.url(),
    headers: headers.optional(),
    body: body.optional(),
  })

  const response = z
    .strictObject({
      status: z.int().min(200).max(999),
      statusText: statusText.optional(),
      headers: responseHeaders.optional(),
      length: z.union([z.literal(true), z.int().min(0)], { error: 'neither true nor a number of bytes' }).optional(),
      body: body.optional(),
      chunks: z.array(z.tuple([z.number().min(0), z.int().min(0)])).optional(),
      aborted: z.literal(true).optional(),
      failure: failure.optional(),
    })
    .refine(
      ({ body, headers }) => body === undefined || !isDecoded(headers),
      'a content-encoding with a body that is stored decoded',
    )

  const interaction = z
    .strictObject({
      lane: z.string().min(1),
      step: z.string().min(1).optional(),
      recordedAt: z.iso.datetime(),
      request,
      response: response.optional(),
      failure: failure.optional(),
    })
    .refine(
      (value) => (value.response === undefined) !== (value.failure === undefined),
      'needs either a response or a failure',
    )

  const document = z.strictObject({
    format: z.literal(formatName),
    version: z.literal(formatVersion),
    test: z.strictObject({ file: z.string(), name: z.string().optional() }),
    interactions: z.array(interaction),
  })
  return { document, interaction } as unknown as Schemas
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
