import { createRequire } from 'node:module'
import type * as Zod from 'zod'
import { parseDuration } from '../cassette/age.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { suggestion } from '../util/nearest-word.ts'
import { parseJsonPath } from '../util/json-path.ts'
import { isModulePath } from '../util/module-path.ts'
import { isUnknownName, issueOfHeader, issueOfIgnore } from '../match/normalize/check-entries.ts'
import { issueOfUrlPattern } from '../http/url-patterns.ts'
import { readyNames } from '../match/normalize/ready.ts'
import type { CassetteOptions } from '../cassette/options.ts'

/** Zod is loaded only when there is something to check: most runs have no options, and it takes longer than the rest. */
function buildSchema() {
  const { z } = createRequire(import.meta.url)('zod') as typeof Zod
  const limit = z.number().int().nonnegative()
  const price = z.number().nonnegative()
  const globs = z.array(z.string().min(1))
  const urlPatterns = z.array(z.string().min(1).superRefine(refineBy(issueOfUrlPattern)))
  const options = z.strictObject({
    mode: z.string().optional(),
    dir: z.string().min(1).optional(),
    include: urlPatterns.optional(),
    exclude: urlPatterns.optional(),
    upstream: z.record(z.string(), z.url()).superRefine(checkOrigins).optional(),
    onExhausted: z.enum(['fail', 'repeat-last']).optional(),
    unused: z.enum(['fail', 'warn', 'ignore']).optional(),
    stream: z
      .strictObject({ timing: z.enum(['instant', 'recorded']).optional(), speed: z.number().positive().optional() })
      .optional(),
    keepFailures: z.boolean().optional(),
    fallback: z.enum(['never', 'before-first-byte']).optional(),
    maxAge: z.unknown().superRefine(checkMaxAge).optional(),
    onStale: z.enum(['warn', 'fail', 'record']).optional(),
    diagnostics: z.enum(['failed', 'all']).optional(),
    prices: z
      .record(
        z.string(),
        z.strictObject({ input: price, output: price, cached: price.optional(), reasoning: price.optional() }),
      )
      .optional(),
    redact: z.array(z.string().min(1).superRefine(refineBy(issueOfRedact))).optional(),
    keep: z.array(z.string().min(1)).optional(),
    allowSecrets: z
      .array(
        z
          .strictObject({
            rule: z.string().min(1).optional(),
            path: z.string().superRefine(refineBy(issueOfPath)).optional(),
            reason: z.string().min(1, 'say why it is no secret'),
          })
          .refine(({ rule, path }) => rule !== undefined || path !== undefined, 'name a rule, a path, or both'),
      )
      .optional(),
    ignore: z.array(z.string().superRefine(refineBy(issueOfIgnore))).optional(),
    normalize: z.array(z.string().min(1)).superRefine(checkNames).optional(),
    matchHeaders: z.array(z.string().superRefine(refineBy(issueOfHeader))).optional(),
    clock: z.enum(['real', 'recorded']).optional(),
    random: z.enum(['real', 'seeded']).optional(),
    offline: z.boolean().optional(),
    allow: urlPatterns.optional(),
    budget: z.strictObject({ calls: limit.optional(), tokens: limit.optional(), perTest: limit.optional() }).optional(),
    guardrails: z
      .strictObject({
        stuckRevisitGap: z.number().int().min(1).max(50).optional(),
        maxRevisits: z.number().int().min(1).optional(),
        onStuck: z.enum(['warn', 'fail']).optional(),
        maxCalls: limit.optional(),
        maxTokens: limit.optional(),
      })
      .optional(),
    guard: z
      .strictObject({
        e2e: globs.optional(),
        integration: globs.optional(),
        project: z.union([z.string().min(1), globs]).optional(),
        flag: z
          .string()
          .regex(/^[A-Za-z_]\w*$/, 'not the name of an environment variable')
          .optional(),
        onUnapproved: z.enum(['error', 'skip']).optional(),
      })
      .optional(),
  })
  return options.superRefine(checkStale)
}

function issueOfRedact(entry: string): string | undefined {
  return isModulePath(entry) ? undefined : issueOfPath(entry)
}

function issueOfPath(path: string): string | undefined {
  try {
    parseJsonPath(path)
    return undefined
  } catch (error) {
    return `"${path}" ${(error as Error).message}`
  }
}

function refineBy(issueOf: (text: string) => string | undefined) {
  return (text: string, context: Zod.z.RefinementCtx): void => {
    const message = issueOf(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }
}

function checkNames(entries: readonly string[], context: Zod.z.RefinementCtx): void {
  for (const entry of entries)
    if (isUnknownName(entry))
      context.addIssue({ code: 'invalid_value', values: [...readyNames], path: [entries.indexOf(entry)] })
}

function checkMaxAge(maxAge: unknown, context: Zod.z.RefinementCtx): void {
  if (maxAge === undefined || (typeof maxAge === 'string' && parseDuration(maxAge) !== undefined)) return
  context.addIssue({ code: 'custom', message: `${JSON.stringify(maxAge)} is no time, as "12h", "90d", "4w" or "1y"` })
}

/** What happens to answers that are too old would never happen. */
function checkStale(
  { maxAge, onStale }: { readonly maxAge?: unknown; readonly onStale?: unknown },
  context: Zod.z.RefinementCtx,
): void {
  if (onStale === undefined || maxAge !== undefined) return
  const message = `without "maxAge" no answer is too old. Set that too, as maxAge: '90d'`
  context.addIssue({ code: 'custom', path: ['onStale'], message })
}

/** A key that is no origin would never match, and the calls would go to the provider. */
function checkOrigins(upstream: Readonly<Record<string, string>>, context: Zod.z.RefinementCtx): void {
  for (const key of Object.keys(upstream)) {
    const origin = URL.canParse(key) ? new URL(key).origin : 'https://api.example.com'
    if (key !== '*' && key !== origin)
      context.addIssue({ code: 'custom', message: `"${key}" is no origin, as ${origin} is, nor "*"` })
  }
}

/**
 * Checks the options as the user wrote them.
 *
 * @throws CassetteConfigError that names the option, and the nearest valid word for a mistyped one.
 */
export function checkOptions(options: unknown): CassetteOptions {
  if (isEmpty(options)) return {}
  const schema = buildSchema()
  const result = schema.safeParse(options)
  if (result.success) return result.data as CassetteOptions
  // A mistyped word is why the right one is missing.
  const { issues } = result.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  throw new CassetteConfigError(explain(issue, options, schema))
}

function isEmpty(options: unknown): boolean {
  return typeof options === 'object' && options !== null && !Array.isArray(options) && Object.keys(options).length === 0
}

function explain(
  issue: Zod.core.$ZodIssue | undefined,
  options: unknown,
  schema: ReturnType<typeof buildSchema>,
): string {
  const path = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? ''
    const known = keysAt(schema, issue.path)
    return `Unknown option "${path === '' ? '' : `${path}.`}${name}" in cassettes({ … }).${suggestion(name, known)}`
  }
  if (issue?.code === 'invalid_value') {
    const words = issue.values.map(String)
    const given = String(
      issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], options),
    )
    return `Option "${path}" in cassettes({ … }) cannot be "${given}".${suggestion(given, words)}`
  }
  const place = path === '' ? 'The options of cassettes({ … })' : `Option "${path}" in cassettes({ … })`
  return `${place}: ${issue?.message ?? 'not understood'}.`
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
