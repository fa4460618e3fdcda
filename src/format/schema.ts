import { z } from 'zod'
import type { CassetteDocument } from './document.ts'
import { formatName, formatVersion } from './document.ts'

const forms = 'neither json, sse, ndjson, eventstream, multipart, text, base64 nor file'

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
  pad: z.int().min(1).optional(),
  raw: z.string().optional(),
})

const messageHeader = z.union(
  [z.string(), z.strictObject({ type: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })],
  { error: 'neither a string nor a value with its type' },
)

/** Unlike `z.record`, it also checks what stands under `__proto__`. */
function dictionary(key: z.ZodType, value: z.ZodType): z.ZodType {
  return z.unknown().superRefine((object, context) => {
    if (!isRecord(object)) return context.addIssue({ code: 'custom', message: 'not an object' })
    for (const [name, field] of Object.entries(object)) report(context, key.safeParse(name).error ?? value.safeParse(field).error, name)
  })
}

/** Unlike `z.union`, it says what is wrong with the one form that was meant. */
const body: z.ZodType = z.unknown().superRefine((value, context) => {
  const name = isRecord(value) ? Object.keys(value).find((key) => Object.hasOwn(bodyForms, key)) : undefined
  if (name === undefined) return context.addIssue({ code: 'custom', message: forms })
  report(context, bodyForms[name as keyof typeof bodyForms].safeParse(value).error)
})

function report(context: z.RefinementCtx, error: z.ZodError | undefined, ...place: string[]): void {
  const issue = error?.issues[0]
  if (issue !== undefined) context.addIssue({ code: 'custom', path: [...place, ...issue.path], message: issue.message })
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const bodyForms = {
  json: z.strictObject({ json: z.unknown(), layout: jsonLayout.optional() }),
  sse: z.strictObject({
    sse: z.array(sseEvent),
    layout: z
      .strictObject({ eol: z.enum(['\r\n', '\r']).optional(), tight: z.literal(true).optional(), json: jsonLayout.optional() })
      .optional(),
    rest: z.base64().optional(),
  }),
  ndjson: z.strictObject({
    ndjson: z.array(z.unknown()),
    layout: z
      .strictObject({ eol: z.literal('\r\n').optional(), open: z.literal(true).optional(), json: jsonLayout.optional() })
      .optional(),
  }),
  eventstream: z.strictObject({
    eventstream: z.array(z.strictObject({ headers: dictionary(z.string(), messageHeader), body: body.optional() })),
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
} as const satisfies Record<string, z.ZodType>

/** What `Headers` and `Response` take: a token, and Latin-1 without line breaks; in a status text no control characters. */
const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/, 'not the name of a header, in lower case')
const headerText = z.string().regex(/^[^\0\r\n\u0100-\uffff]*$/, 'not the value of a header')
const statusText = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'not a status text')
const headers = dictionary(headerName, z.union([headerText, z.array(headerText)], { error: 'not a header: neither a string nor strings' }))

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
  statusText: statusText.optional(),
  headers: headers.optional(),
  body: body.optional(),
  chunks: z.array(z.tuple([z.number().min(0), z.int().min(0)])).optional(),
  aborted: z.literal(true).optional(),
  failure: failure.optional(),
})

/** One interaction, as it stands in a cassette and in a journal. */
export const interactionSchema: z.ZodType = z
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
  interactions: z.array(interactionSchema),
}) as unknown as z.ZodType<CassetteDocument>
