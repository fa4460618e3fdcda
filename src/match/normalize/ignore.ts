import { parseJsonPath, removed, withoutPath, type JsonPath } from '../../util/json-path.ts'
import type { RequestView } from '../view/request-view.ts'
import type { ViewBody, ViewPart } from '../view/view-body.ts'
import { partName, partPlace } from '../../body/part-name.ts'

/** A path of `ignore`, read: into the body, or to a parameter of the query, or to a header. */
export interface IgnoredPath {
  /** As the user wrote it. */
  readonly text: string
  readonly within: 'query' | 'headers' | 'body'
  readonly path: JsonPath
}

/** What a path begins with that leads to a header. */
const headerMark = 'header '

/**
 * Reads a path of `ignore`, in the form in which a miss shows it: a JSON path into the body, whose first step is the name
 * of a part or field where the body is a form, or that of a part with that of one of its headers (`file content-type`);
 * `?name`, a query parameter; or `header name`.
 *
 * @throws Error that says where it cannot be read.
 */
export function parseIgnoredPath(text: string): IgnoredPath {
  // A name of these is one step, whatever it holds.
  if (text.startsWith('?')) return { text, within: 'query', path: parseJsonPath(quotedUnlessWild(text.slice(1))) }
  if (!text.startsWith(headerMark)) return { text, within: 'body', path: parseJsonPath(text) }
  const name = text.slice(headerMark.length).trim().toLowerCase()
  return { text, within: 'headers', path: parseJsonPath(quotedUnlessWild(name)) }
}

function quotedUnlessWild(name: string): string {
  return name.includes('*') ? name : `[${JSON.stringify(name)}]`
}

/** The view without what a path matches. */
export function withoutIgnored(view: RequestView, ignored: IgnoredPath, onMatch: (place: string) => void): RequestView {
  if (ignored.within === 'query') return withoutParameters(view, ignored.path, onMatch)
  if (ignored.within === 'headers') return withoutHeaders(view, ignored.path, onMatch)
  if (view.body === undefined) return view
  const { body: old, ...rest } = view
  const body = withoutInBody(old, ignored.path, onMatch)
  return body === old ? view : { ...rest, ...(body && { body }) }
}

function withoutParameters(view: RequestView, path: JsonPath, onMatch: (place: string) => void): RequestView {
  const [address = '', query] = view.url.split(/\?(.*)/s, 2)
  if (query === undefined) return view
  const kept = query
    .split('&')
    .filter((pair) => !names(decodeURIComponent(pair.split('=', 1)[0] ?? ''), path, (place) => onMatch(`?${place}`)))
  return { ...view, url: kept.length === 0 ? address : `${address}?${kept.join('&')}` }
}

function withoutHeaders(view: RequestView, path: JsonPath, onMatch: (place: string) => void): RequestView {
  const all = Object.entries(view.headers)
  const kept = all.filter(([name]) => !names(name, path, (place) => onMatch(`${headerMark}${place}`)))
  return kept.length === all.length ? view : { ...view, headers: Object.fromEntries(kept) }
}

/** Whether a path takes a field of this name out whole. */
function names(name: string, path: JsonPath, onMatch: (place: string) => void): boolean {
  const left = withoutPath({ [name]: true }, path, () => onMatch(name))
  return left === removed || Object.keys(left as object).length === 0
}

function withoutInBody(body: ViewBody, path: JsonPath, onMatch: (place: string) => void): ViewBody | undefined {
  if ('json' in body) return rebuilt(body, body.json, 'json', path, onMatch)
  if ('ndjson' in body) return rebuilt(body, body.ndjson, 'ndjson', path, onMatch)
  if ('form' in body) {
    const form = body.form.filter(([name]) => !names(name, path, onMatch))
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
  const left = withoutPath(value, path, onMatch)
  if (left === removed) return undefined
  return left === value ? body : ({ [form]: left } as ViewBody)
}

/** A part is a field under its name: its content is what stands there, what its headers say are fields beside it. */
function withoutInPart(
  part: ViewPart,
  index: number,
  path: JsonPath,
  onMatch: (place: string) => void,
): ViewPart | undefined {
  const name = partPlace(part.headers, index)
  const content = part.body !== undefined && 'json' in part.body ? part.body.json : true
  const whole = { [name]: content }
  const left = withoutPath(whole, path, onMatch)
  if (left === removed || !Object.hasOwn(left as object, name)) return undefined
  if (left !== whole) return { ...part, body: { json: (left as Record<string, unknown>)[name] } }
  const headers = part.headers.flatMap((row) =>
    names(`${name} ${row[0]}`, path, onMatch) ? nameAlone(row, partName(part.headers)) : [row],
  )
  return { ...part, headers }
}

/** A part is that of its name, whatever file it holds. */
function nameAlone([header]: ViewPart['headers'][number], name: string | undefined): ViewPart['headers'] {
  return header === 'content-disposition' && name !== undefined ? [[header, `form-data; name="${name}"`]] : []
}
