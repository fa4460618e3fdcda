import { looksGenerated } from '../nearest/generated-values.ts'

/** Words that end the name of an id, a time or a fingerprint. */
const last = new Set(
  'id ids uuid guid nonce at time timestamp date created duration latency ms fingerprint signature etag hash obfuscation'.split(
    ' ',
  ),
)
/** Names that begin or end so count something: tokens, costs, the place of an event. */
const counts =
  /^(usage|metrics|billed units|meta billed units|sequence number|encrypted .*)$|\b(tokens?|usage|logprobs?|eval count)\b/

/**
 * Whether a field of an answer is an id, a time, a fingerprint or a number of tokens. Each answer has other ones.
 *
 * @param isKnown the answer has a known format. In any other one the value must look so too.
 */
export function isVolatile(name: string, value: unknown, isKnown: boolean): boolean {
  const words = wordsOf(name)
  if (counts.test(words.join(' '))) return true
  return last.has(words.at(-1) ?? '') && (isKnown || looksVolatile(value))
}

/** Whether a value looks like a generated id or a time. */
function looksVolatile(value: unknown): boolean {
  if (typeof value === 'number') return value >= 1e9
  return typeof value === 'string' && (looksGenerated(value) || /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value))
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean)
}
