import { partPlace } from '../../body/part-name.ts'
import type { RequestView } from './request-view.ts'
import type { ViewBody, ViewPart } from './view-body.ts'

/** The view of a request in the parts that differences are told by. */
export interface Comparable {
  readonly method: string
  /** Origin and path. */
  readonly url: string
  readonly query: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  /** JSON and forms by their values, text as it is, binary by its hash; `undefined` for none. */
  readonly body: unknown
}

/** The parts of a view: fields by their names, so that they have a path. */
export function comparable({ method, url, headers, body }: RequestView): Comparable {
  // Read as text: what a normalizer has made of an address need not be one any more.
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

/** A part is a field with its name; what else its headers say are fields beside it. */
function fieldsOf({ headers, body }: ViewPart, index: number): Array<readonly [string, unknown]> {
  const name = partPlace(headers, index)
  const others = headers.map(([header, value]) => [`${name} ${header}`, value] as const)
  return [[name, body === undefined ? '' : valueOf(body)], ...others]
}

/** Names with what they stand for: one value, or the list of them. */
function grouped(pairs: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const groups = Map.groupBy(pairs, ([name]) => name)
  return Object.fromEntries(
    [...groups].map(([name, list]) => [name, list.length === 1 ? list[0]?.[1] : list.map(([, value]) => value)]),
  )
}
