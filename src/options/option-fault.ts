import { createRequire } from 'node:module'
import type * as Zod from 'zod'
import type { CassetteOptions } from '../cassette/options.ts'
import type { SchemaBuilder } from '../format/schema-builder.ts'
import { accepts, quickBuilder } from '../format/quick-builder.ts'
import { suggestion } from '../util/nearest-word.ts'
import { sourceText } from '../util/source-text.ts'
import type { OptionName } from './definition.ts'
import { definitions } from './definitions.ts'

/** The first thing that is wrong with some options. */
export interface OptionFault {
  /** Path of the option, as `stream.speed`; empty when the options are no object. */
  readonly option: string
  readonly isUnknown: boolean
  /** The rest of a sentence that begins with the name of the option. */
  readonly words: string
}

/**
 * Checks options as the user wrote them.
 *
 * @param names the options that may stand there.
 */
export function findFault(options: unknown, names: readonly OptionName[]): OptionFault | undefined {
  if (accepts(schemaOf(names, quickBuilder), options)) return lonelyOption(options as CassetteOptions)
  // Only now, because loading zod takes longer than all the rest.
  const { z } = createRequire(import.meta.url)('zod') as typeof Zod
  const schema = schemaOf(names, z as unknown as SchemaBuilder)
  const issues = schema.safeParse(options).error?.issues ?? []
  // A mistyped word explains why the right one is missing.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  return issue === undefined ? lonelyOption(options as CassetteOptions) : faultOf(issue, options, schema)
}

function schemaOf(names: readonly OptionName[], z: SchemaBuilder): Zod.ZodType {
  return z.strictObject(Object.fromEntries(names.map((name) => [name, definitions[name].schema(z).optional()])))
}

/** An option that is set without the one it needs. */
function lonelyOption(options: CassetteOptions): OptionFault | undefined {
  for (const name of Object.keys(options) as OptionName[]) {
    const { needs } = definitions[name]
    if (needs === undefined || options[name] === undefined || options[needs] !== undefined) continue
    const words = ` has no effect without "${needs}". Set that too: ${needs}: ${sourceText(definitions[needs].example)}`
    return { option: name, isUnknown: false, words }
  }
  return undefined
}

function faultOf(issue: Zod.core.$ZodIssue, options: unknown, schema: Zod.ZodType): OptionFault {
  const option = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? ''
    const words = suggestion(name, keysAt(schema, issue.path))
    return { option: option === '' ? name : `${option}.${name}`, isUnknown: true, words }
  }
  const valid = wordsOf(issue)
  if (valid !== undefined) {
    const given = String(valueAt(options, issue.path))
    return { option, isUnknown: false, words: ` cannot be "${given}".${suggestion(given, valid)}` }
  }
  const kind = kindOf(issue)
  if (kind === undefined) return { option, isUnknown: false, words: `: ${issue.message}.` }
  const [name, ...inside] = issue.path as [OptionName?, ...PropertyKey[]]
  if (name === undefined) return { option, isUnknown: false, words: ` takes ${kind}: { clock: 'recorded' }` }
  const example: unknown = definitions[name].example
  const shownExample =
    inside.length === 0 ? `: ${sourceText(example)}` : `, as in ${name}: ${sourceText(only(example, inside[0]))}`
  return { option, isUnknown: false, words: ` takes ${kind}${shownExample}` }
}

/** The words among which an option chooses. */
function wordsOf(issue: Zod.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  return issue.code === 'custom' ? (issue.params?.['words'] as readonly string[] | undefined) : undefined
}

const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
}

/** The kind of value that an option takes; `undefined` when the issue has a message of ours. */
function kindOf(issue: Zod.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'invalid_union':
      return 'a text or a list'
    case 'invalid_format':
      return 'a URL'
    case 'too_small':
      if (issue.origin === 'string') return 'a text that is not empty'
      return issue.inclusive === false ? `a number above ${issue.minimum}` : `a number from ${issue.minimum} on`
    case 'too_big':
      return `a number up to ${issue.maximum}`
    default:
      return undefined
  }
}

/** An example reduced to one of its parts; the whole example when it has no such part. */
function only(example: unknown, part: PropertyKey | undefined): unknown {
  const found = Object.entries(example as object).filter(([name]) => name === part)
  return Array.isArray(example) || found.length === 0 ? example : Object.fromEntries(found)
}

function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], options)
}

/** The words that the object at this place of the options may have. */
function keysAt(schema: Zod.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const [next, ...rest] = path
  const { def } = (schema as Zod.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
      return keysAt(def.innerType, path)
    case 'array':
      return keysAt(def.element, rest)
    case 'record':
      return keysAt(def.valueType, rest)
    case 'object':
      return next === undefined ? Object.keys(def.shape) : keysAt(def.shape[String(next)]!, rest)
    default:
      return []
  }
}
