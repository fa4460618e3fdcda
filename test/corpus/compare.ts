import { safeResponseHeaders } from '../../src/redact/headers.ts'
import type { Seen } from './project/send.ts'
import { bodyOf, type CorpusInteraction } from './read-corpus.ts'
import { servedHeaders, servedStatusText } from './serve-corpus.ts'

export type Phase = 'recorded' | 'replayed'

/** What an app saw of an answer that is not what the corpus has, in words; empty when it is the same. */
export function compareAnswer(interaction: CorpusInteraction, seen: Seen, phase: Phase): string[] {
  return [
    ...differs('status', interaction.response.status, seen.status),
    ...differs('status text', servedStatusText(interaction), seen.statusText),
    ...compareHeaders(expectedHeaders(interaction, phase), kept(seen.headers)),
    ...compareBytes(bodyOf(interaction.response), Buffer.from(seen.body, 'base64')),
  ]
}

type KeptHeaders = ReturnType<typeof safeResponseHeaders>

function kept(headers: Array<[name: string, value: string]>): KeptHeaders {
  return safeResponseHeaders(new Headers(headers))
}

/** The kept headers of the corpus; a replay never makes a client wait, whatever was recorded. */
function expectedHeaders(interaction: CorpusInteraction, phase: Phase): KeptHeaders {
  const headers = kept(servedHeaders(interaction))
  const { status } = interaction.response
  const waits = (status === 429 || status >= 500) && ('retry-after' in headers || 'retry-after-ms' in headers)
  return phase === 'replayed' && waits ? { ...headers, 'retry-after': '0', 'retry-after-ms': '1' } : headers
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
