import { createRequire } from 'node:module'
import type * as Zod from 'zod'
import { accepts, quickBuilder } from './quick-builder.ts'
import { buildSchemas, type Schemas } from './cassette-schema.ts'
import { zodBuilder } from './zod-builder.ts'

const quick = buildSchemas(quickBuilder)
let exact: Schemas | undefined

/** What is wrong with a value that should be a whole cassette, or one interaction; `undefined` when nothing is. */
export function findIssue(part: keyof Schemas, value: unknown): Zod.core.$ZodIssue | undefined {
  if (accepts(quick[part], value)) return undefined
  // Only now, because it costs a test file more than all the rest.
  exact ??= buildSchemas(zodBuilder((createRequire(import.meta.url)('zod') as typeof Zod).z))
  try {
    return exact[part].safeParse(value).error?.issues[0]
  } catch {
    // It lists all that is wrong, which can be more than a call takes.
    return { code: 'custom', path: [], message: 'more is wrong with it than can be told', input: undefined }
  }
}
