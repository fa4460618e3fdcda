import { packBody, unpackBody } from '../../src/body/pack.ts'
import { safeResponseHeaders } from '../../src/redact/stored-headers.ts'
import { createRedaction } from '../../src/redact/redaction.ts'
import { SecretMemory } from '../../src/redact/secret-memory.ts'
import type { Seen } from './project/send.ts'
import { bodyOf, headerList, type CorpusInteraction } from './read-corpus.ts'
import { servedHeaders, servedStatusText } from './serve-corpus.ts'

export type Phase = 'recorded' | 'replayed'

/**
 * Differences between an answer in the app and in the corpus, in words; empty when there are none.
 *
 * @param memory the secrets in headers of earlier interactions of the cassette, which a replay does not repeat.
 */
export function compareAnswer(
  interaction: CorpusInteraction,
  seen: Seen,
  phase: Phase,
  memory: SecretMemory = new SecretMemory(),
): string[] {
  return [
    ...differs('status', interaction.response.status, seen.status),
    ...differs('status text', servedStatusText(interaction), seen.statusText),
    ...compareHeaders(expectedHeaders(interaction, phase, memory), kept(seen.headers)),
    ...compareBytes(expectedBody(interaction, phase), withoutNames(Buffer.from(seen.body, 'base64'))),
  ]
}

/** The bytes without what placeholders say of single values: their numbers depend on the rest of the cassette. */
function withoutNames(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return text.includes('[REDACTED:') ? Buffer.from(bareText(text), 'latin1') : bytes
}

function bareText(text: string): string {
  return text.replaceAll(/(\[REDACTED:[a-z0-9-]+)[.~][a-z0-9]+\]/g, '$1]')
}

/** The bytes of the corpus. In a replay they have no secrets, which are never stored. */
function expectedBody({ response }: CorpusInteraction, phase: Phase): Buffer {
  const bytes = bodyOf(response)
  if (phase === 'recorded') return bytes
  const type = headerList(response.headers).find(([name]) => name === 'content-type')?.[1]
  const body = packBody(bytes, type)
  // Two fields with one value have one placeholder.
  const redaction = createRedaction({ credentials: [], paths: [], keep: [], memory: new SecretMemory() })
  const stored = redaction.response({ status: 200, ...(body && { body }) }).body
  return stored === undefined || stored === body ? bytes : withoutNames(Buffer.from(unpackBody(stored)))
}

type KeptHeaders = ReturnType<typeof safeResponseHeaders>

function kept(headers: Array<[name: string, value: string]>): KeptHeaders {
  return safeResponseHeaders(new Headers(headers.map(([name, value]) => [name, bareText(value)])))
}

/** The stored headers of the corpus, in a replay without secrets. A replay never makes a client wait. */
function expectedHeaders(interaction: CorpusInteraction, phase: Phase, memory: SecretMemory): KeptHeaders {
  const headers = phase === 'recorded' ? kept(servedHeaders(interaction)) : withoutSecrets(interaction, memory)
  const { status } = interaction.response
  const isRetried = [408, 409, 429].includes(status) || status >= 500
  if (phase === 'recorded' || !isRetried) return headers
  return { ...headers, ...('retry-after' in headers && { 'retry-after': '0' }), 'retry-after-ms': '1' }
}

function withoutSecrets(interaction: CorpusInteraction, memory: SecretMemory): KeptHeaders {
  const served = new Headers(servedHeaders(interaction))
  const redaction = createRedaction({ credentials: [], paths: [], keep: [], memory })
  const { method, url } = interaction.request
  redaction.noteHeaders(served, 'answer', { method, url })
  const headers = safeResponseHeaders(served, redaction.address)
  const stored = redaction.response({ status: 200, headers }).headers ?? {}
  return kept(Object.entries(stored).map(([name, value]) => [name, String(value)]))
}

function compareHeaders(expected: KeptHeaders, actual: KeptHeaders): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
  return [...names].flatMap((name) => differs(`header ${name}`, expected[name], actual[name]))
}

function compareBytes(expected: Buffer, actual: Buffer): string[] {
  if (expected.equals(actual)) return []
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at++
  const around = (bytes: Buffer): string => JSON.stringify(bytes.toString('utf8', Math.max(0, at - 20), at + 40))
  return [
    `body: expected ${expected.length} bytes, got ${actual.length}; at byte ${at} expected ${around(expected)}, got ${around(actual)}`,
  ]
}

function differs(what: string, expected: unknown, actual: unknown): string[] {
  return expected === actual ? [] : [`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`]
}
