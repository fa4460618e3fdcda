import { createRequire } from 'node:module'
import type * as Zod from 'zod'
import { accepts, quickBuilder } from './quick-builder.ts'
import { buildSchemas, type Schemas } from './cassette-schema.ts'
import { zodBuilder } from './zod-builder.ts'

const quick = buildSchemas(quickBuilder)
let exact: Schemas | undefined

/** The first problem of a value that should be a cassette or an interaction; `undefined` when it is valid. */
export function findIssue(part: keyof Schemas, value: unknown): Zod.core.$ZodIssue | undefined {
  if (accepts(quick[part], value)) return undefined
  // zod loads only after a failed check: loading it takes a test file longer than everything else here.
  exact ??= buildSchemas(zodBuilder((createRequire(import.meta.url)('zod') as typeof Zod).z))
  try {
    return exact[part].safeParse(value).error?.issues[0]
  } catch {
    // zod passes all issues as arguments of one call, and there can be too many of them.
    return { code: 'custom', path: [], message: 'it has too many problems to list', input: undefined }
  }
}
