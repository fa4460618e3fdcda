import type * as Zod from 'zod'
import { longestPad } from '../body/sse.ts'
import type { Interaction } from '../core/interaction.ts'
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

const forms = 'neither json, sse, ndjson, eventstream, multipart, text, base64 nor file'

/** The schemas of a whole file and of one interaction, version 1. */
export interface Schemas {
  readonly document: Zod.ZodType<CassetteDocument>
  readonly interaction: Zod.ZodType<Interaction>
}

/**
 * Builds the schemas. Unknown fields are refused: a reader that skipped them would lose them at the next write.
 */
export function buildSchemas(z: SchemaBuilder): Schemas {
  const jsonLayout = z.strictObject({
    indent: z.int().min(0).max(10).optional(),
    spaced: z.literal([true, 'colons']).optional(),
    ascii: z.literal(true).optional(),
    escape: z.string().optional(),
    floats: z.array(z.string()).optional(),
    head: z.string().regex(/^\s*$/).optional(),
    tail: z.string().regex(/^\s*$/).optional(),
  })

  const sseEvent = z.strictObject({
    event: z.string().optional(),
    id: z.string().optional(),
    retry: z.string().optional(),
    comment: z.string().optional(),
    data: z.unknown().optional(),
    pad: z.int().min(1).max(longestPad).optional(),
    raw: z.string().optional(),
  })

  const messageHeader = z.union(
    [z.string(), z.strictObject({ type: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })],
    { error: 'neither a string nor a value with its type' },
  )

  const body: Zod.ZodType = z.form(() => bodyForms, forms)

  const bodyForms: Record<string, Zod.ZodType> = {
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
          json: jsonLayout.optional(),
        })
        .optional(),
    }),
    eventstream: z.strictObject({
      eventstream: z.array(z.strictObject({ headers: z.dictionary(z.string(), messageHeader), body: body.optional() })),
      rest: z.base64().optional(),
    }),
    multipart: z.strictObject({
      multipart: z.array(
        z.strictObject({ headers: z.array(z.tuple([z.string(), z.string()])), body: body.optional() }),
      ),
      boundary: z.string().min(1),
      epilogue: z.string().optional(),
    }),
    text: z.strictObject({ text: z.string() }),
    base64: z.strictObject({ base64: z.base64() }),
    // The shape leaves no room for a path that leads out of the folder.
    file: z.strictObject({ file: z.string().regex(/^[^/\\]+\.files\/[0-9a-f]{64}\.bin$/), size: z.int().min(0) }),
  }

  /** What `Headers` and `Response` take: a token, and Latin-1 without line breaks; in a status text no control characters. */
  const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/, 'not the name of a header, in lower case')
  const headerText = z.string().regex(/^[^\0\r\n\u0100-\uffff]*$/, 'not the value of a header')
  const statusText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a status text')
  const headers = z.dictionary(
    headerName,
    z.union([headerText, z.array(headerText)], { error: 'not a header: neither a string nor strings' }),
  )

  const cause = z.strictObject({
    name: z.string(),
    message: z.string(),
    code: z.union([z.string(), z.number()]).optional(),
  })
  const failure = cause.extend({ cause: cause.optional() })

  const request = z.strictObject({
    method: z.string().min(1),
    url: z.url(),
    headers: headers.optional(),
    body: body.optional(),
  })

  const response = z.strictObject({
    status: z.int().min(200).max(599),
    statusText: statusText.optional(),
    headers: headers.optional(),
    body: body.optional(),
    chunks: z.array(z.tuple([z.number().min(0), z.int().min(0)])).optional(),
    aborted: z.literal(true).optional(),
    failure: failure.optional(),
  })

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
