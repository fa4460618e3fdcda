import { namePath, parseJsonPath, removed, withoutPath, type JsonPath } from '../../util/json-path.ts'
import type { RequestView } from '../view/request-view.ts'
import type { ViewBody, ViewPart } from '../view/view-body.ts'
import { wholePartAt, wholePlaces, type WholePart } from '../view/whole-places.ts'
import { partName, partPlace } from '../../body/part-name.ts'

/** A parsed path of `ignore`. `text` is how the user wrote it. */
export type IgnoredPath = { readonly text: string } & (
  | { readonly within: 'query' | 'headers' | 'body'; readonly path: JsonPath }
  | { readonly within: 'request'; readonly part: WholePart }
)

/** Beginning of a path to a header. */
const headerMark = 'header '

/** Takes note of a match, with its place. */
type OnMatch = (place: string) => void

/**
 * Parses a path of `ignore`, in the form that a miss and `explain` show: a JSON path into the body, `?name` for a query
 * parameter, `header name`, or `request body`, `request url`, `request method`. In a form the first step is the name of a
 * field or part, or of a part and one of its headers (`file content-type`).
 *
 * @throws Error with the part of the path that cannot be parsed.
 */
export function parseIgnoredPath(text: string): IgnoredPath {
  const part = wholePartAt(text)
  if (part !== undefined) return { text, within: 'request', part }
  if (text.startsWith('?')) return { text, within: 'query', path: namePath(text.slice(1)) }
  if (!text.startsWith(headerMark)) return { text, within: 'body', path: parseJsonPath(text) }
  return { text, within: 'headers', path: namePath(text.slice(headerMark.length).trim().toLowerCase()) }
}

/** The view without everything that a path matches. */
export function withoutIgnored(view: RequestView, ignored: IgnoredPath, onMatch: OnMatch): RequestView {
  if (ignored.within === 'request') return withoutWhole(view, ignored.part, onMatch)
  if (ignored.within === 'query') return withoutParameters(view, ignored.path, onMatch)
  if (ignored.within === 'headers') return withoutHeaders(view, ignored.path, onMatch)
  if (view.body === undefined) return view
  const { body: before, ...rest } = view
  const body = withoutInBody(before, ignored.path, onMatch)
  return body === before ? view : { ...rest, ...(body && { body }) }
}

function withoutWhole(view: RequestView, part: WholePart, onMatch: OnMatch): RequestView {
  const { body, ...rest } = view
  if (part === 'body' && body === undefined) return view
  onMatch(wholePlaces[part])
  if (part === 'body') return rest
  return part === 'method' ? { ...view, method: '' } : { ...view, url: view.url.replace(/^[^?]*/, '') }
}

function withoutParameters(view: RequestView, path: JsonPath, onMatch: OnMatch): RequestView {
  const [address = '', query] = view.url.split(/\?(.*)/s, 2)
  if (query === undefined) return view
  const others = query
    .split('&')
    .filter(
      (pair) => !removesField(decodeURIComponent(pair.split('=', 1)[0] ?? ''), path, (place) => onMatch(`?${place}`)),
    )
  return { ...view, url: others.length === 0 ? address : `${address}?${others.join('&')}` }
}

function withoutHeaders(view: RequestView, path: JsonPath, onMatch: OnMatch): RequestView {
  const all = Object.entries(view.headers)
  const others = all.filter(([name]) => !removesField(name, path, (place) => onMatch(`${headerMark}${place}`)))
  return others.length === all.length ? view : { ...view, headers: Object.fromEntries(others) }
}

/** Whether a path removes a whole field of this name. */
function removesField(name: string, path: JsonPath, onMatch: OnMatch): boolean {
  const remaining = withoutPath({ [name]: true }, path, () => onMatch(name))
  return remaining === removed || Object.keys(remaining as object).length === 0
}

function withoutInBody(body: ViewBody, path: JsonPath, onMatch: OnMatch): ViewBody | undefined {
  if ('multipart' in body) {
    const multipart = body.multipart
      .map((part, index) => withoutInPart(part, index, path, onMatch))
      .filter((part) => part !== undefined)
    return { multipart }
  }
  const fields = fieldsOf(body)
  if (fields === undefined) return body
  const remaining = withoutPath(fields, path, (place) => onMatch(place === '' ? wholePlaces.body : place))
  if (remaining === removed) return undefined
  return remaining === fields ? body : withFields(body, remaining)
}

/** A part is a field under its name, with its content as value. Its headers are fields beside it. */
function withoutInPart(part: ViewPart, index: number, path: JsonPath, onMatch: OnMatch): ViewPart | undefined {
  const name = partPlace(part.headers, index)
  const whole = { [name]: (part.body && fieldsOf(part.body)) ?? true }
  const remaining = withoutPath(whole, path, onMatch)
  if (remaining === removed || !Object.hasOwn(remaining as object, name)) return undefined
  if (remaining !== whole && part.body !== undefined)
    return { ...part, body: withFields(part.body, (remaining as typeof whole)[name]) }
  const headers = part.headers.flatMap((row) =>
    removesField(`${name} ${row[0]}`, path, onMatch) ? nameAlone(row, partName(part.headers)) : [row],
  )
  return { ...part, headers }
}

/** The value that a path leads into; `undefined` where a body has no fields. */
function fieldsOf(body: ViewBody): unknown {
  if ('json' in body) return body.json
  if ('ndjson' in body) return body.ndjson
  return 'form' in body ? Object.fromEntries(body.form.map(([name]) => [name, true])) : undefined
}

/** The body with its remaining fields. */
function withFields(body: ViewBody, remaining: unknown): ViewBody {
  if ('form' in body) return { form: body.form.filter(([name]) => Object.hasOwn(remaining as object, name)) }
  return 'ndjson' in body ? { ndjson: remaining as readonly unknown[] } : { json: remaining }
}

/** A part keeps its name, whatever the name of its file. */
function nameAlone([header]: ViewPart['headers'][number], name: string | undefined): ViewPart['headers'] {
  return header === 'content-disposition' && name !== undefined ? [[header, `form-data; name="${name}"`]] : []
}
