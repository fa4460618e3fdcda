import type * as Zod from 'zod'
import { parseDuration } from '../cassette/age.ts'
import type { Mode } from '../cassette/mode.ts'
import { telemetry, type NormalizerEntry } from '../cassette/options.ts'
import type { SchemaBuilder } from '../format/schema-builder.ts'
import { defaultGuard } from '../guard/default-guard.ts'
import { issueOfUrlPattern } from '../http/url-patterns.ts'
import { isUnknownName, issueOfHeader, issueOfIgnore, issueOfResponseHeader } from '../match/normalize/check-entries.ts'
import { readyNames } from '../match/normalize/ready.ts'
import { parseJsonPath } from '../util/json-path.ts'
import { isModulePath } from '../util/module-path.ts'
import { withParts } from '../util/with-parts.ts'
import type { Definitions, Mismatch } from './definition.ts'

/** The mode of a run that names none. */
export const defaultMode: Mode = 'replay'

const rows = {
  mode: {
    // `resolveMode` checks the word, because the mode can also come from the command line and the environment.
    schema: (z) => z.string() as Zod.ZodType<string, string> as Zod.ZodType<Mode, Mode>,
    default: defaultMode,
    example: 'record',
  },
  dir: { schema: text, default: '__cassettes__', example: 'test/cassettes' },
  include: { schema: urlPatterns, default: [], example: ['localhost:8080'] },
  exclude: { schema: urlPatterns, default: [], example: ['localhost:8080'] },
  drop: { schema: urlPatterns, default: [telemetry], example: [telemetry, 'https://stats.example.com/*'] },
  upstream: {
    schema: (z) => z.record(z.string(), z.url()).refine(...by(issueOfOrigins)),
    default: {},
    example: { 'https://api.openai.com': 'https://gateway.example.com/openai' },
  },
  onExhausted: { schema: (z) => z.enum(['fail', 'repeat-last']), default: 'fail', example: 'repeat-last' },
  unused: { schema: (z) => z.enum(['fail', 'warn', 'ignore']), default: 'fail', example: 'warn' },
  stream: {
    schema: (z) =>
      z.strictObject({ timing: z.enum(['instant', 'recorded']).optional(), speed: z.number().gt(0).optional() }),
    default: { timing: 'instant', speed: 1 },
    example: { timing: 'recorded', speed: 2 },
  },
  keepFailures: { schema: (z) => z.boolean(), default: false, example: true },
  fallback: { schema: (z) => z.enum(['never', 'before-first-byte']), default: 'never', example: 'before-first-byte' },
  maxAge: { schema: (z) => z.string().refine(...by(issueOfAge)), defaultText: 'no limit', example: '90d' },
  onStale: { schema: (z) => z.enum(['warn', 'fail', 'record']), default: 'warn', example: 'fail', needs: 'maxAge' },
  diagnostics: {
    schema: (z) => z.enum(['failed', 'all']),
    default: ({ writesDocument }) => (writesDocument ? 'all' : 'failed'),
    defaultText: "'failed', or 'all' with an outputFile for the reporter",
    example: 'all',
  },
  prices: {
    schema: (z) => {
      const price = z.number().min(0)
      const prices = { input: price, output: price, cached: price.optional(), reasoning: price.optional() }
      return z.record(z.string(), z.strictObject(prices))
    },
    default: {},
    example: { 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 } },
  },
  redact: {
    schema: (z) => z.array(text(z).refine(...by(issueOfRedact))),
    default: [],
    example: ['**.email', './test/redactors.ts'],
  },
  keep: { schema: texts, default: [], example: ['sk-example-*'] },
  allowSecrets: {
    schema: (z) =>
      z.array(
        z
          .strictObject({
            rule: text(z).optional(),
            path: z
              .string()
              .refine(...by(issueOfPath))
              .optional(),
            reason: z.string().refine((reason) => reason !== '', 'say why it is not a secret'),
          })
          .refine(({ rule, path }) => rule !== undefined || path !== undefined, 'name a rule, a path, or both'),
      ),
    default: [],
    example: [{ path: 'response.body.json.sample', reason: 'a key from a manual' }],
  },
  ignore: {
    schema: (z) => z.array(z.string().refine(...by(issueOfIgnore))),
    default: [],
    example: ['metadata.request_id', '**.timestamp'],
  },
  normalize: {
    schema: (z) =>
      z.array(
        text(z).refine((entry) => !isUnknownName(entry), { params: { words: readyNames } }) as Zod.ZodType<
          string,
          string
        > as Zod.ZodType<NormalizerEntry, NormalizerEntry>,
      ),
    default: [],
    example: ['uuids', './test/normalizers.ts'],
  },
  matchHeaders: {
    schema: (z) => z.array(z.string().refine(...by(issueOfHeader))),
    default: [],
    example: ['x-tenant'],
  },
  responseHeaders: {
    schema: (z) => z.array(z.string().refine(...by(issueOfResponseHeader))),
    default: [],
    example: ['x-next-page'],
  },
  clock: { schema: (z) => z.enum(['real', 'recorded']), default: 'real', example: 'recorded' },
  random: { schema: (z) => z.enum(['real', 'seeded']), default: 'real', example: 'seeded' },
  offline: {
    schema: (z) => z.union([z.boolean(), z.enum(['strict'])]),
    default: ({ isCi }) => isCi,
    defaultText: 'true in CI, else false',
    example: true,
  },
  allow: { schema: urlPatterns, default: [], example: ['postgres:5432'] },
  budget: {
    schema: (z) => {
      const limit = z.int().min(0).optional()
      return z.strictObject({ calls: limit, tokens: limit, perTest: limit })
    },
    defaultText: 'no limit',
    example: { calls: 100, tokens: 200_000, perTest: 10 },
    resolve: (budget, { ledger }) => ({ ...budget, ledger }),
  },
  guardrails: {
    schema: (z) =>
      z.strictObject({
        stuckRevisitGap: z.int().min(1).max(50).optional(),
        maxRevisits: z.int().min(1).optional(),
        onStuck: z.enum(['warn', 'fail']).optional(),
        maxCalls: z.int().min(0).optional(),
        maxTokens: z.int().min(0).optional(),
      }),
    default: { stuckRevisitGap: 5, maxRevisits: 3, onStuck: 'warn' },
    example: { stuckRevisitGap: 5, maxRevisits: 3, maxCalls: 20, maxTokens: 50_000 },
  },
  guard: {
    schema: (z) =>
      z.strictObject({
        e2e: texts(z).optional(),
        integration: texts(z).optional(),
        project: z.union([text(z), texts(z)]).optional(),
        flag: z
          .string()
          .refine((name) => /^[A-Za-z_]\w*$/.test(name), 'not the name of an environment variable')
          .optional(),
        onUnapproved: z.enum(['error', 'skip']).optional(),
      }),
    defaultText: 'nothing is guarded',
    example: { e2e: ['test/e2e/**'], integration: ['test/db/**'], project: 'live', flag: 'ALLOW_LIVE_TESTS' },
    resolve: (guard) => ({ ...withParts(defaultGuard, guard), project: [guard.project ?? []].flat() }),
  },
} satisfies Definitions

// An error here names the options whose schema does not take exactly the documented type.
const checked: [Mismatch<typeof rows>] extends [never] ? Definitions : Mismatch<typeof rows> = rows

/** The options of the plugin, in the order in which errors list them. */
export const definitions: Definitions = checked

function text(z: SchemaBuilder): Zod.ZodString {
  return z.string().min(1)
}

function texts(z: SchemaBuilder): Zod.ZodArray<Zod.ZodString> {
  return z.array(text(z))
}

function urlPatterns(z: SchemaBuilder): Zod.ZodArray<Zod.ZodString> {
  return z.array(text(z).refine(...by(issueOfUrlPattern)))
}

/** A refinement by a function that says why a value cannot be used. */
function by<Value>(issueOf: (value: Value) => string | undefined) {
  return [
    (value: Value): boolean => issueOf(value) === undefined,
    { error: ({ input }: { readonly input?: unknown }) => issueOf(input as Value) ?? '' },
  ] as const
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

function issueOfAge(maxAge: string): string | undefined {
  return parseDuration(maxAge) === undefined ? `"${maxAge}" is no time, as "12h", "90d", "4w" or "1y"` : undefined
}

/** A key that is no origin matches nothing, and its calls would go to the provider. */
function issueOfOrigins(upstream: Readonly<Record<string, string>>): string | undefined {
  for (const key of Object.keys(upstream)) {
    const origin = URL.canParse(key) ? new URL(key).origin : 'https://api.example.com'
    if (key !== '*' && key !== origin) return `"${key}" is no origin, as ${origin} is, nor "*"`
  }
  return undefined
}
