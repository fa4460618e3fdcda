import type { WireFact } from './wire-format.ts'
import { objectOf, objectsOf, textOf, type JsonObject } from './json-value.ts'

/** Text for the user, as a fact; an empty list for an empty text. */
export function text(value: unknown): WireFact[] {
  return textOf(value) === '' ? [] : [{ type: 'text', text: textOf(value) }]
}

/** Text of the model's thinking, as a fact; an empty list for an empty text. */
export function reasoning(value: unknown): WireFact[] {
  return textOf(value) === '' ? [] : [{ type: 'reasoning', text: textOf(value) }]
}

/** The beginning of a tool call. */
export function tool(call: unknown, name: unknown, id: unknown): WireFact {
  return { type: 'tool', call: String(call), name: textOf(name), ...(textOf(id) !== '' && { id: textOf(id) }) }
}

/** A piece of a tool's input; an empty list when it is empty. */
export function toolInput(call: unknown, json: unknown): WireFact[] {
  return textOf(json) === '' ? [] : [{ type: 'tool-input', call: String(call), json: textOf(json) }]
}

export function toolEnd(call: unknown): WireFact {
  return { type: 'tool-end', call: String(call) }
}

/** The end of the answer; an empty list unless `isEnd`. */
export function finish(isEnd: boolean): WireFact[] {
  return isEnd ? [{ type: 'finish' }] : []
}

/** A provider's report of its own failure: an object with the kind under one of several names, or a text. */
export function failure(error: unknown): WireFact {
  if (typeof error === 'string') return { type: 'error', kind: '', message: error }
  const fields: JsonObject = objectOf(error)
  const kind = [fields['type'], fields['status'], fields['code'], fields['__type']].find(
    (value) => (typeof value === 'string' || typeof value === 'number') && value !== '' && value !== 'error',
  )
  return {
    type: 'error',
    kind: kind === undefined ? '' : String(kind as string | number),
    message: textOf(fields['message']),
    ...limitOf(fields),
  }
}

/** @see https://ai.google.dev/gemini-api/docs/rate-limits, and google/rpc/error_details.proto */
function limitOf(fields: JsonObject): { limit?: 'short' | 'long' } {
  const details = objectsOf(fields['details'])
  const quotas = details.flatMap(({ violations }) => objectsOf(violations)).map(({ quotaId }) => textOf(quotaId))
  if (quotas.some((id) => /PerDay|PerMonth/.test(id))) return { limit: 'long' }
  const isShort =
    quotas.some((id) => /Per(Minute|Second)/.test(id)) ||
    details.some((detail) => textOf(detail['@type']).endsWith('RetryInfo'))
  return isShort ? { limit: 'short' } : {}
}
