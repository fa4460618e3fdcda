import { z } from 'zod'
import { buildSchemas } from '../src/format/cassette-schema.ts'
import type { SchemaBuilder } from '../src/format/schema-builder.ts'

/** A builder whose schemas have a JSON Schema. Unlike that of the reader, it names no first problem. */
const builder: SchemaBuilder = {
  ...z,
  dictionary: (_key, value) => z.record(z.string(), value),
  form: (forms) => z.lazy(() => z.union([...new Set(Object.values(forms()))])),
}

/** The JSON Schema of a cassette file, for editors. */
export function cassetteJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(buildSchemas(builder).document, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
  })
  const head = { $schema, title: 'A cassette of vitest-cassette', description: 'See docs/cassette-format.md.' }
  return JSON.stringify({ ...head, ...rest })
}
