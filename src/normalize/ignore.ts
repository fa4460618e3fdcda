import { parseJsonPath, removed, withoutPath, type JsonPath } from '../core/json-path.ts'
import type { RequestView } from '../core/request-view.ts'
import type { ViewBody, ViewPart } from '../core/view-body.ts'
import { partName } from '../core/part-name.ts'

/** A path of `ignore`, read: into the body, or into the query when it begins with `?`. */
export interface IgnoredPath {
  /** As the user wrote it. */
  readonly text: string
  readonly isQuery: boolean
  readonly path: JsonPath
}

/**
 * Reads a path of `ignore`: a JSON path into the body, whose first step is the name of a part or field where the body is
 * a form; or `?name`, a query parameter.
 *
 * @throws Error that says where it cannot be read.
 */
export function parseIgnoredPath(text: string): IgnoredPath {
  const isQuery = text.startsWith('?')
  // A name in a query is one step, whatever it holds.
  const path = isQuery ? parseJsonPath(quotedUnlessWild(text.slice(1))) : parseJsonPath(text)
  return { text, isQuery, path }
}

function quotedUnlessWild(name: string): string {
  return name.includes('*') ? name : `[${JSON.stringify(name)}]`
}

/** The view without what a path matches. */
export function withoutIgnored(view: RequestView, ignored: IgnoredPath, onMatch: (place: string) => void): RequestView {
  if (ignored.isQuery) return withoutParameters(view, ignored.path, onMatch)
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
      .map((part) => withoutInPart(part, path, onMatch))
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

/** A part is a field under its name: its content is what stands there. */
function withoutInPart(part: ViewPart, path: JsonPath, onMatch: (place: string) => void): ViewPart | undefined {
  const name = partName(part.headers) ?? ''
  const content = part.body !== undefined && 'json' in part.body ? part.body.json : true
  const whole = { [name]: content }
  const left = withoutPath(whole, path, onMatch)
  if (left === whole) return part
  if (left === removed || !Object.hasOwn(left as object, name)) return undefined
  return { ...part, body: { json: (left as Record<string, unknown>)[name] } }
}
