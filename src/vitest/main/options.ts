import { createRequire } from 'node:module'
import type * as Zod from 'zod'
import { CassetteConfigError } from '../../errors/cassette-config-error.ts'
import { nearestWord } from './nearest-word.ts'

/** Options of the plugin. Every one has a default. */
export interface CassetteOptions {
  /**
   * What a run does with provider traffic. `vitest --mode …` and `CASSETTE_MODE` are stronger.
   *
   * @default 'replay'
   */
  mode?: 'replay' | 'record' | 'refresh' | 'off'
  /**
   * Folder of the cassettes, relative to the root.
   *
   * @default '__cassettes__'
   */
  dir?: string
  /**
   * Traffic that is recorded beside that of the known providers: hosts (`*.example.com`, `localhost:8080`), URL
   * patterns (`https://api.example.com/v2/*`), or `*` for everything.
   *
   * @default []
   */
  include?: string[]
  /**
   * Traffic that is never recorded, in the same forms. Stronger than `include`.
   *
   * @default []
   */
  exclude?: string[]
  /**
   * Where live calls go instead, by origin; `*` for all others. Cassettes keep the original URL, which the call carries
   * in `x-cassette-origin`.
   *
   * @default {}
   * @example { 'https://api.openai.com': 'https://gateway.example.com/openai' }
   */
  upstream?: Record<string, string>
  /**
   * What a request gets whose recorded answers are all used up: an error, or the last answer again.
   *
   * @default 'fail'
   */
  onExhausted?: 'fail' | 'repeat-last'
  /**
   * What happens when a test passes without asking for everything its cassette holds.
   *
   * @default 'fail'
   */
  unused?: 'fail' | 'warn' | 'ignore'
  /**
   * When replayed chunks arrive: as fast as the client reads, or as they came, `speed` times faster.
   *
   * @default { timing: 'instant', speed: 1 }
   */
  stream?: { timing?: 'instant' | 'recorded'; speed?: number }
  /**
   * Keep passing failures (401, 403, 408, 409, 429, 5xx, network errors) in recordings.
   *
   * @default false
   */
  keepFailures?: boolean
}

/** Zod is loaded only when there is something to check: most runs have no options, and it takes longer than the rest. */
function buildSchema() {
  const { z } = createRequire(import.meta.url)('zod') as typeof Zod
  return z.strictObject({
    mode: z.string().optional(),
    dir: z.string().min(1).optional(),
    include: z.array(z.string().min(1)).optional(),
    exclude: z.array(z.string().min(1)).optional(),
    upstream: z.record(z.string(), z.url()).superRefine(checkOrigins).optional(),
    onExhausted: z.enum(['fail', 'repeat-last']).optional(),
    unused: z.enum(['fail', 'warn', 'ignore']).optional(),
    stream: z
      .strictObject({ timing: z.enum(['instant', 'recorded']).optional(), speed: z.number().positive().optional() })
      .optional(),
    keepFailures: z.boolean().optional(),
  })
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
  const issue = result.error.issues[0]
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
    const known = Object.keys((path === 'stream' ? schema.shape.stream.unwrap() : schema).shape)
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

/** ` Did you mean "x"?`, and the valid words on a line of their own. */
export function suggestion(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known)
  return `${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}\n\n  Valid: ${known.join(', ')}`
}
