import { z } from 'zod'
import { apiErrorKinds } from './api-error.ts'
import { classifications } from './classify.ts'
import type { Diagnostics } from './diagnose.ts'
import { lifecycles } from './exchange.ts'
import { evidenceSources, progressTypes, terminalTypes } from './evidence.ts'
import { phases } from './phase.ts'
import { confidences, recommendations, retryReasons } from './retry-safety.ts'
import { knownMessages, redacted, token as tokenPattern } from './sanitize.ts'

const token = z.string().regex(tokenPattern)
const count = z.int().min(0)
const plainError = z.strictObject({
  name: token,
  message: z.enum([...knownMessages, redacted]),
  code: token.optional(),
})

const evidence = z.strictObject({
  at: count,
  source: z.enum(evidenceSources),
  type: z.enum([...progressTypes, ...terminalTypes]),
  call: count.optional(),
  attempt: count.optional(),
  tool: token.optional(),
})
const omission = z.strictObject({ type: z.literal('evidence_omitted'), count })

/**
 * Schema of diagnostics in artifacts, reports and run folders, for programs that read them. It is strict, so that no field
 * with private data can be written by mistake.
 *
 * @see docs/diagnostics.md#where-it-goes
 */
export const diagnosticsSchema: z.ZodType<Diagnostics> = z.strictObject({
  version: z.literal(1),
  classification: z.enum(classifications),
  summary_key: z.string().regex(/^[a-z_]+\.[a-z_]+$/),
  retry_safety: z.strictObject({
    recommendation: z.enum(recommendations),
    confidence: z.enum(confidences),
    reason: z.enum(retryReasons),
  }),
  phase: z.enum(phases).optional(),
  calls: count,
  attempts: count,
  call: count.optional(),
  events: count.optional(),
  silence_ms: count.optional(),
  api_error: z
    .strictObject({ kind: z.enum(apiErrorKinds), retryable: z.boolean(), status: z.int().optional() })
    .optional(),
  error: plainError.extend({ cause: plainError.optional() }).optional(),
  lifecycle: z.enum(lifecycles).optional(),
  missing_provenance: z.array(z.literal('lifecycle.close_requested')).optional(),
  usage: z.strictObject({ input: count, output: count, cached: count, reasoning: count }),
  evidence: z.array(z.union([evidence, omission])).max(24),
}) as unknown as z.ZodType<Diagnostics>
