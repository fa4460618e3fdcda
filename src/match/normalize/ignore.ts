import { parseJsonPath, removed, withoutPath, type JsonPath } from '../../util/json-path.ts'
import type { RequestView } from '../view/request-view.ts'
import type { ViewBody, ViewPart } from '../view/view-body.ts'
import { partName, partPlace } from '../../body/part-name.ts'

/** A parsed path of `ignore`: into the body, or to a query parameter or a header. */
export interface IgnoredPath {
  /** As the user wrote it. */
  readonly text: string
  readonly within: 'query' | 'headers' | 'body'
  readonly path: JsonPath
}

/** Beginning of a path to a header. */
const headerMark = 'header '

/**
 * Parses a path of `ignore`, in the form that a miss shows: a JSON path into the body, `?name` for a query parameter, or
 * `header name`. In a form the first step is the name of a field or part, or of a part and one of its headers
 * (`file content-type`).
 *
 * @throws Error with the part of the path that cannot be parsed.
 */
export function parseIgnoredPath(text: string): IgnoredPath {
  // The name of a parameter or header is one step, whatever characters it has.
  if (text.startsWith('?')) return { text, within: 'query', path: parseJsonPath(quotedUnlessWild(text.slice(1))) }
  if (!text.startsWith(headerMark)) return { text, within: 'body', path: parseJsonPath(text) }
  const name = text.slice(headerMark.length).trim().toLowerCase()
  return { text, within: 'headers', path: parseJsonPath(quotedUnlessWild(name)) }
}

function quotedUnlessWild(name: string): string {
  return name.includes('*') ? name : `[${JSON.stringify(name)}]`
}

/** The view without everything that a path matches. */
export function withoutIgnored(view: RequestView, ignored: IgnoredPath, onMatch: (place: string) => void): RequestView {
  if (ignored.within === 'query') return withoutParameters(view, ignored.path, onMatch)
  if (ignored.within === 'headers') return withoutHeaders(view, ignored.path, onMatch)
  if (view.body === undefined) return view
  const { body: before, ...rest } = view
  const body = withoutInBody(before, ignored.path, onMatch)
  return body === before ? view : { ...rest, ...(body && { body }) }
}

function withoutParameters(view: RequestView, path: JsonPath, onMatch: (place: string) => void): RequestView {
  const [address = '', query] = view.url.split(/\?(.*)/s, 2)
  if (query === undefined) return view
  const others = query
    .split('&')
    .filter(
      (pair) => !removesField(decodeURIComponent(pair.split('=', 1)[0] ?? ''), path, (place) => onMatch(`?${place}`)),
    )
  return { ...view, url: others.length === 0 ? address : `${address}?${others.join('&')}` }
}

function withoutHeaders(view: RequestView, path: JsonPath, onMatch: (place: string) => void): RequestView {
  const all = Object.entries(view.headers)
  const others = all.filter(([name]) => !removesField(name, path, (place) => onMatch(`${headerMark}${place}`)))
  return others.length === all.length ? view : { ...view, headers: Object.fromEntries(others) }
}

/** Whether a path removes a whole field of this name. */
function removesField(name: string, path: JsonPath, onMatch: (place: string) => void): boolean {
  const remaining = withoutPath({ [name]: true }, path, () => onMatch(name))
  return remaining === removed || Object.keys(remaining as object).length === 0
}

function withoutInBody(body: ViewBody, path: JsonPath, onMatch: (place: string) => void): ViewBody | undefined {
  if ('json' in body) return rebuilt(body, body.json, 'json', path, onMatch)
  if ('ndjson' in body) return rebuilt(body, body.ndjson, 'ndjson', path, onMatch)
  if ('form' in body) {
    const form = body.form.filter(([name]) => !removesField(name, path, onMatch))
    return form.length === body.form.length ? body : { form }
  }
  if ('multipart' in body) {
    const multipart = body.multipart
      .map((part, index) => withoutInPart(part, index, path, onMatch))
      .filter((part) => part !== undefined)
    return { multipart }
  }
  return body
}

function rebuilt(
  body: ViewBody,
  value: unknown,
  form: 'json' | 'ndjson',
  path: JsonPath,
  onMatch: (place: string) => void,
): ViewBody | undefined {
  const remaining = withoutPath(value, path, onMatch)
  if (remaining === removed) return undefined
  return remaining === value ? body : ({ [form]: remaining } as ViewBody)
}

/** A part is a field under its name, with its content as value. Its headers are fields beside it. */
function withoutInPart(
  part: ViewPart,
  index: number,
  path: JsonPath,
  onMatch: (place: string) => void,
): ViewPart | undefined {
  const name = partPlace(part.headers, index)
  const content = part.body !== undefined && 'json' in part.body ? part.body.json : true
  const whole = { [name]: content }
  const remaining = withoutPath(whole, path, onMatch)
  if (remaining === removed || !Object.hasOwn(remaining as object, name)) return undefined
  if (remaining !== whole) return { ...part, body: { json: (remaining as Record<string, unknown>)[name] } }
  const headers = part.headers.flatMap((row) =>
    removesField(`${name} ${row[0]}`, path, onMatch) ? nameAlone(row, partName(part.headers)) : [row],
  )
  return { ...part, headers }
}

/** Keeps only the name of a part in its `content-disposition`, not the name of its file. */
function nameAlone([header]: ViewPart['headers'][number], name: string | undefined): ViewPart['headers'] {
  return header === 'content-disposition' && name !== undefined ? [[header, `form-data; name="${name}"`]] : []
}
