import type * as Zod from 'zod'
import type { Interaction, StoredHeaders } from '../cassette/interaction.ts'
import { decodedCodings, wireHeaders } from '../cassette/wire-headers.ts'
import { buildBodySchemas } from './body-schema.ts'
import { formatName, formatVersions, type CassetteDocument } from './document.ts'
import type { SchemaBuilder } from './schema-builder.ts'

const isNotWireHeader = new RegExp(`^(?!(?:${wireHeaders.join('|')})$)`)

const decodedCoding = new RegExp(`(^|,)\\s*(${decodedCodings.join('|')})\\s*(,|$)`, 'i')

function isDecoded(headers: unknown): boolean {
  const coding = (headers as StoredHeaders | undefined)?.['content-encoding'] ?? []
  return [coding].flat().some((value) => decodedCoding.test(value))
}

/** The schemas of a whole file, and of one interaction in memory and in a journal. */
export interface Schemas {
  readonly document: Zod.ZodType<CassetteDocument>
  readonly interaction: Zod.ZodType<Interaction>
}

/**
 * Builds the schemas. They refuse unknown fields: a reader that skipped a field would lose it at the next write.
 */
export function buildSchemas(z: SchemaBuilder): Schemas {
  const bodies = buildBodySchemas(z)

  /** `Headers` and `Response` accept tokens as names, Latin-1 without line breaks as values, and no control characters in status texts. */
  const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/, 'not the name of a header, in lower case')
  const headerText = z.string().regex(/^[^\0\r\n\u0100-\uffff]*$/, 'not the value of a header')
  const statusText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a status text')
  const headerValue = z.union([headerText, z.array(headerText)], {
    error: 'not a header: neither a string nor strings',
  })
  const headers = z.dictionary(headerName, headerValue)
  const responseHeaders = z.dictionary(
    headerName.regex(isNotWireHeader, 'never stored: the body is decoded, and each client gets its own framing'),
    headerValue,
  )

  const cause = z.strictObject({
    name: z.string(),
    message: z.string(),
    code: z.union([z.string(), z.number()]).optional(),
    text: z.literal(true).optional(),
    fields: z.dictionary(z.string(), z.unknown()).optional(),
  })
  const failure = cause.extend({ cause: cause.optional() })

  const request = z.strictObject({
    method: z.string().min(1),
    url: z.url(),
    headers: headers.optional(),
    body: bodies.stored.optional(),
  })

  const said = z.union([z.string(), z.strictObject({ calls: z.string(), with: z.unknown() })], {
    error: 'neither a text nor a call of a tool',
  })

  const responseOf = (body: Zod.ZodType): Zod.ZodType =>
    z
      .strictObject({
        status: z.int().min(200).max(999),
        statusText: statusText.optional(),
        headers: responseHeaders.optional(),
        length: z.union([z.literal(true), z.int().min(0)], { error: 'neither true nor a number of bytes' }).optional(),
        says: z
          .array(said)
          .refine((parts) => parts.length > 0, 'it says nothing')
          .optional(),
        body: body.optional(),
        chunks: z.array(z.tuple([z.number().min(0), z.int().min(0)])).optional(),
        aborted: z.literal(true).optional(),
        failure: failure.optional(),
      })
      .refine(
        ({ body, headers }) => body === undefined || !isDecoded(headers),
        'a content-encoding although the stored body is decoded',
      )

  const position = z.int().min(1)
  const order = z.strictObject({
    asked: position,
    answered: position.optional(),
    pieces: z.array(z.tuple([z.int().min(0), position])).optional(),
    ended: position.optional(),
    left: position.optional(),
  })

  const interactionOf = (body: Zod.ZodType): Zod.ZodType =>
    z
      .strictObject({
        lane: z.string().min(1),
        step: z.string().min(1).optional(),
        recordedAt: z.iso.datetime(),
        clock: z
          .array(z.iso.datetime())
          .refine((times) => times.length > 0, 'no time')
          .optional(),
        order: order.optional(),
        requestChanged: z.strictObject({ at: z.iso.datetime(), places: z.array(z.string()) }).optional(),
        request,
        response: responseOf(body).optional(),
        failure: failure.optional(),
      })
      .refine(
        (value) => (value.response === undefined) !== (value.failure === undefined),
        'needs either a response or a failure',
      )

  const document = z.strictObject({
    format: z.literal(formatName),
    version: z.literal([...formatVersions]),
    test: z.strictObject({
      file: z.string(),
      name: z.string().optional(),
      startedAt: z.iso.datetime().optional(),
    }),
    interactions: z.array(interactionOf(bodies.inFile)),
  })
  return { document, interaction: interactionOf(bodies.stored) } as unknown as Schemas
}
