import { z } from 'zod'
import type { CassetteDocument } from './document.ts'
import { formatName, formatVersion } from './document.ts'

const forms = 'neither json, sse, ndjson, eventstream, multipart, text, base64 nor file'

const jsonLayout = z.strictObject({
  indent: z.int().min(0).max(10).optional(),
  spaced: z.union([z.literal(true), z.literal('colons')]).optional(),
  ascii: z.literal(true).optional(),
  escape: z.string().optional(),
  floats: z.array(z.string()).optional(),
  head: z.string().regex(/^\s*$/).optional(),
  tail: z.string().regex(/^\s*$/).optional(),
})

/** `undefined` cannot stand in JSON: the property is there, with any value. */
const anyJson = z.unknown().refine((value) => value !== undefined, 'missing')

const body: z.ZodType = z.lazy(() => z.union(bodyForms, { error: forms }))

const sseEvent = z.strictObject({
  event: z.string().optional(),
  id: z.string().optional(),
  retry: z.string().optional(),
  comment: z.string().optional(),
  data: z.unknown().optional(),
  pad: z.int().min(1).optional(),
  raw: z.string().optional(),
})

const header = z.union([
  z.string(),
  z.strictObject({ type: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
])

const bodyForms = [
  z.strictObject({ json: anyJson, layout: jsonLayout.optional() }),
  z.strictObject({
    sse: z.array(sseEvent),
    layout: z
      .strictObject({ eol: z.enum(['\r\n', '\r']).optional(), tight: z.literal(true).optional(), json: jsonLayout.optional() })
      .optional(),
    rest: z.base64().optional(),
  }),
  z.strictObject({
    ndjson: z.array(z.unknown()),
    layout: z
      .strictObject({ eol: z.literal('\r\n').optional(), open: z.literal(true).optional(), json: jsonLayout.optional() })
      .optional(),
  }),
  z.strictObject({
    eventstream: z.array(z.strictObject({ headers: z.record(z.string(), header), body: body.optional() })),
    rest: z.base64().optional(),
  }),
  z.strictObject({
    multipart: z.array(
      z.strictObject({ headers: z.array(z.tuple([z.string(), z.string()])), body: body.optional() }),
    ),
    boundary: z.string().min(1),
    epilogue: z.string().optional(),
  }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.base64() }),
  // The shape leaves no room for a path that leads out of the folder.
  z.strictObject({ file: z.string().regex(/^[^/\\]+\.files\/[0-9a-f]{64}\.bin$/), size: z.int().min(0) }),
] as const satisfies readonly z.ZodType[]

const headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const cause = z.strictObject({ name: z.string(), message: z.string(), code: z.string().optional() })
const failure = cause.extend({ cause: cause.optional() })

const request = z.strictObject({
  method: z.string().min(1),
  url: z.url(),
  headers: headers.optional(),
  body: body.optional(),
})

const response = z.strictObject({
  status: z.int().min(200).max(599),
  statusText: z.string().optional(),
  headers: headers.optional(),
  body: body.optional(),
  chunks: z.array(z.tuple([z.number().min(0), z.int().min(0)])).optional(),
  aborted: z.literal(true).optional(),
  failure: failure.optional(),
})

const interaction = z
  .strictObject({
    lane: z.string().min(1),
    recordedAt: z.iso.datetime(),
    request,
    response: response.optional(),
    failure: failure.optional(),
  })
  .refine((value) => (value.response === undefined) !== (value.failure === undefined), 'needs either a response or a failure')

/** The whole file, version 1. Unknown fields are refused: a reader that skipped them would lose them at the next write. */
export const cassetteSchema: z.ZodType<CassetteDocument> = z.strictObject({
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  test: z.strictObject({ file: z.string(), name: z.string().optional() }),
  interactions: z.array(interaction),
}) as unknown as z.ZodType<CassetteDocument>
