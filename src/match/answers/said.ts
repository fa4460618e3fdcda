import type { StoredFailure, StoredResponse } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { documentsOf } from '../../providers/wire/documents.ts'
import { readAnswer, type ReadAnswer } from '../../providers/wire/read-answer.ts'
import { isRecord } from '../../util/same-value.ts'
import { isVolatile } from './volatile-fields.ts'

/** The outcome of a call. */
export interface Answered {
  readonly response?: StoredResponse | undefined
  readonly failure?: StoredFailure | undefined
}

/**
 * The content of an answer: everything but ids, times, fingerprints and usage. A stream and a plain answer with the same
 * content are equal.
 */
export function saidBy({ response, failure }: Answered): Readonly<Record<string, unknown>> {
  const answer = readAnswer(response?.body)
  const { text, reasoning, toolCalls, error } = answer
  return withoutAbsent({
    status: response?.status,
    error: error && [error.kind, error.message].filter(Boolean).join(': '),
    failure: failure ?? response?.failure,
    text: text || undefined,
    reasoning: reasoning || undefined,
    calls: toolCalls.length === 0 ? undefined : toolCalls.map(({ name, input }) => `${name} ${oneLayout(input)}`),
    left: response?.aborted,
    answer: response?.body && othersIn(response.body, answer),
  })
}

/** The fields of an answer that its text and its calls do not hold, such as the reason of its end, or the whole body. */
function othersIn(body: StoredBody, answer: ReadAnswer): unknown {
  if (answer.format === undefined) return answer.error === undefined ? withoutVolatile(plainBody(body)) : undefined
  const told = [answer.text, answer.reasoning, ...answer.toolCalls.flatMap(({ name, input }) => [name, input])].join(
    '\n',
  )
  const fields: Fields = new Map()
  for (const { value } of documentsOf(body)) collect(value, told, fields)
  return fields.size === 0 ? undefined : plainFields(fields)
}

/** The values of fields by name, each once. A stream repeats most of them in every event. */
type Fields = Map<string, Fields | Set<unknown>>

/** Inputs of tools, which are among the calls. */
const inputs = new Set(['input', 'args', 'arguments', 'parameters', 'partial_json'])

function collect(value: unknown, told: string, fields: Fields): void {
  if (Array.isArray(value)) for (const item of value) collect(item, told, fields)
  if (!isRecord(value)) return
  for (const [name, child] of Object.entries(value)) {
    if (isVolatile(name, child, true) || inputs.has(name) || child === null) continue
    for (const item of Array.isArray(child) ? child : [child]) {
      const known = fields.get(name)
      if (isRecord(item)) {
        const inner: Fields = known instanceof Map ? known : new Map()
        collect(item, told, inner)
        if (inner.size > 0) fields.set(name, inner)
      } else if (!(known instanceof Map) && item !== '' && !(typeof item === 'string' && told.includes(item)))
        fields.set(name, new Set([...(known ?? []), item]))
    }
  }
}

function plainFields(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    [...fields].map(([name, value]) => {
      if (value instanceof Map) return [name, plainFields(value)]
      return [name, value.size === 1 ? [...value][0] : [...value]]
    }),
  )
}

function plainBody(body: StoredBody): unknown {
  if ('text' in body) return body.text
  if ('json' in body) return body.json
  if ('ndjson' in body) return body.ndjson
  return 'sse' in body ? body.sse.map((event) => event.data ?? event) : body
}

function withoutVolatile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatile)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, child]) => !isVolatile(name, child, false))
      .map(([name, child]) => [name, withoutVolatile(child)]),
  )
}

/** A JSON text without its layout, which models vary. */
function oneLayout(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json))
  } catch {
    return json
  }
}

function withoutAbsent(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
