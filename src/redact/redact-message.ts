import type { StoredFailure, StoredHeaders, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import type { StoredBody } from '../cassette/stored-body.ts'
import { isFormType } from '../body/form-type.ts'
import { moveChunks } from './chunks.ts'
import { isRedacted, kindOf, withPlainPlaceholders, type NameSecret } from './placeholder.ts'
import { redactBody, type BodyRules } from './redact-body.ts'
import { safeParameters, safeQuery, type ParameterRules } from './redact-url.ts'
import { placeAt } from './view/leaf.ts'

/** How the texts of one side of an interaction are redacted. */
export interface Side {
  readonly top: 'request' | 'response'
  readonly body: BodyRules
  readonly parameters: ParameterRules
}

/** The request without its secrets; the same object when it has none. */
export function redactRequest(stored: StoredRequest, side: Side): StoredRequest {
  const { body: rules, parameters } = side
  const isWhole = rules.isRedactedPlace(placeAt('request', 'url')) || rules.isRedactedPlace(placeAt('request url'))
  const url = isWhole
    ? withoutPath(stored.url, rules.name)
    : safeParameters(withPlainPlaceholders(stored.url), parameters, rules.redactText)
  const headers = stored.headers && redactHeaders(stored.headers, side)
  const body = stored.body && redactMessageBody(stored.body, stored.headers, stored.url, side)
  if (url === stored.url && headers === stored.headers && body === stored.body) return stored
  return { ...stored, url, ...(headers && { headers }), ...(body && { body }) }
}

/** The response without its secrets; the same object when it has none. */
export function redactResponse(stored: StoredResponse, side: Side): StoredResponse {
  const statusText = stored.statusText && side.body.redactText(stored.statusText)
  const headers = stored.headers && redactHeaders(stored.headers, side)
  const body = stored.body && redactMessageBody(stored.body, stored.headers, '', side)
  const failure = stored.failure && redactFailure(stored.failure, side)
  const isSame =
    statusText === stored.statusText && headers === stored.headers && body === stored.body && failure === stored.failure
  if (isSame) return stored
  const hasMoved =
    stored.chunks !== undefined && stored.body !== undefined && body !== undefined && body !== stored.body
  return {
    ...stored,
    ...(statusText && { statusText }),
    ...(headers && { headers }),
    ...(body && { body }),
    ...(hasMoved && stored.chunks && stored.body && { chunks: moveChunks(stored.chunks, stored.body, body) }),
    ...(failure && { failure }),
  }
}

/** The failure, with its causes, without its secrets; the same object when it has none. */
export function redactFailure(stored: StoredFailure, side: Side): StoredFailure {
  const { redactText } = side.body
  const name = redactText(stored.name)
  const message = redactText(stored.message)
  const code = typeof stored.code === 'string' ? redactText(stored.code) : stored.code
  const cause = stored.cause && redactFailure(stored.cause, side)
  const safe = stored.fields && redactBody({ json: stored.fields }, placeAt('response', 'failure', 'fields'), side.body)
  const fields = safe && 'json' in safe ? (safe.json as NonNullable<StoredFailure['fields']>) : undefined
  const isSameText = name === stored.name && message === stored.message && code === stored.code
  if (isSameText && cause === stored.cause && fields === stored.fields) return stored
  const more = { ...(code !== undefined && { code }), ...(fields && { fields }), ...(cause && { cause }) }
  return { ...stored, name, message, ...more }
}

/** A form is written like a query, and has its rules. */
function redactMessageBody(
  body: StoredBody,
  headers: StoredHeaders | undefined,
  url: string,
  { top, body: rules, parameters }: Side,
): StoredBody {
  if (
    !('text' in body) ||
    !isFormType(headers?.['content-type']) ||
    rules.isRedactedPlace(placeAt(top, 'body', 'text'))
  )
    return redactBody(body, placeAt(top, 'body'), rules)
  const safe = safeQuery(body.text, url, parameters, rules.redactText)
  return safe === body.text ? body : { text: safe }
}

function redactHeaders(stored: StoredHeaders, { top, body: rules }: Side): StoredHeaders {
  const one = (name: string, value: string): string => {
    const places = [placeAt(`header ${name}`), placeAt(top, 'headers', name)]
    if (places.some(rules.isKeptPlace)) return value
    if (!places.some(rules.isRedactedPlace)) return rules.redactText(value)
    return isRedacted(value) ? value : rules.name(kindOf(name), value)
  }
  let hasChanged = false
  const headers = Object.entries(stored).map(([name, value]) => {
    const safe = typeof value === 'string' ? one(name, value) : value.map((single) => one(name, single))
    hasChanged ||= String(safe) !== String(value)
    return [name, safe] as const
  })
  return hasChanged ? Object.fromEntries(headers) : stored
}

/** The address with nothing but its origin left. */
function withoutPath(url: string, name: NameSecret): string {
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?)(.*)$/is.exec(url) ?? []
  return rest === '' || isRedacted(rest) ? url : `${origin}${name('url', rest)}`
}
