import { partPlace } from '../../body/part-name.ts'
import type { RequestView } from './request-view.ts'
import type { ViewBody, ViewPart } from './view-body.ts'

/** The view of a request, split into the parts that differences name. */
export interface Comparable {
  readonly method: string
  /** Origin and path of the URL. */
  readonly url: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** Values of JSON and forms, text unchanged, the hash of binary data; `undefined` for no body. */
  readonly body: unknown
}

/** Splits a view into parts with fields by name, so that each has a path. */
export function comparable({ method, url, headers, body }: RequestView): Comparable {
  // The URL is split as text: a normalizer may have turned it into something else.
  const [address = '', query = ''] = url.split(/\?(.*)/s, 2)
  return {
    method,
    url: address,
    query: grouped(new URLSearchParams(query)),
    headers,
    body: body && valueOf(body),
  }
}

function valueOf(body: ViewBody): unknown {
  if ('json' in body) return body.json
  if ('ndjson' in body) return body.ndjson
  if ('text' in body) return body.text
  if ('form' in body) return grouped(body.form)
  if ('multipart' in body) return grouped(body.multipart.flatMap(fieldsOf))
  return `SHA-256 ${body.sha256}`
}

/** A part becomes a field under its name, and its other headers become fields beside it. */
function fieldsOf({ headers, body }: ViewPart, index: number): Array<readonly [string, unknown]> {
  const name = partPlace(headers, index)
  const others = headers.map(([header, value]) => [`${name} ${header}`, value] as const)
  return [[name, body === undefined ? '' : valueOf(body)], ...others]
}

/** The values of a name that stands several times: they share its place, since no path tells them apart. */
export class Repeated extends Array<unknown> {}

/** Names with what they stand for: one value, or all of them. */
function grouped(pairs: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const groups = Map.groupBy(pairs, ([name]) => name)
  return Object.fromEntries(
    [...groups].map(([name, list]) => [
      name,
      list.length === 1 ? list[0]?.[1] : Repeated.from(list, ([, value]) => value),
    ]),
  )
}
