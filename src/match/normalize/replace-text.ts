import { fieldPlace, mapChildren } from '../../util/json-path.ts'
import { partPlace } from '../../body/part-name.ts'
import type { RequestView } from '../view/request-view.ts'
import type { ViewBody } from '../view/view-body.ts'
import { wholePlaces } from '../view/whole-places.ts'

/** Returns the replacement of a text, or the text itself. */
export type ReplaceText = (text: string, place: string) => string

/**
 * Replaces all texts in a view: path and query of the URL, values of headers, and all strings and numbers of the body. A
 * number stays a number when its text does not change. Names of fields stay.
 */
export function replaceText(view: RequestView, replace: ReplaceText): RequestView {
  const headers = Object.entries(view.headers).map(([name, value]) => [name, replace(value, `header ${name}`)] as const)
  return {
    method: view.method,
    url: replaceUrl(view.url, replace),
    headers: Object.fromEntries(headers),
    ...(view.body && { body: replaceBody(view.body, (text, place) => replace(text, place || wholePlaces.body), '') }),
  }
}

/** Parts that do not change keep their encoding. */
function replaceUrl(url: string, replace: ReplaceText): string {
  const [address = '', query] = url.split(/\?(.*)/s, 2)
  const path = replaceEncoded(address, replace, wholePlaces.url)
  if (query === undefined) return path
  const pairs = query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2)
    return `${name}=${replaceEncoded(value, replace, `?${decoded(name)}`)}`
  })
  return `${path}?${pairs.join('&')}`
}

function replaceEncoded(text: string, replace: ReplaceText, place: string): string {
  const plain = decoded(text)
  const replaced = replace(plain, place)
  return replaced === plain ? text : replaced
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function replaceBody(body: ViewBody, replace: ReplaceText, place: string): ViewBody {
  if ('json' in body) return { json: replaceValue(body.json, replace, place) }
  if ('ndjson' in body) return { ndjson: replaceValue(body.ndjson, replace, place) as unknown[] }
  if ('text' in body) return { text: replace(body.text, place) }
  if ('form' in body)
    return { form: body.form.map(([name, value]) => [name, replace(value, fieldPlace(place, name))] as const) }
  if (!('multipart' in body)) return body
  return {
    multipart: body.multipart.map((part, index) => {
      const name = partPlace(part.headers, index)
      const at = (field: string): string => fieldPlace(place, field)
      return {
        headers: part.headers.map(([header, value]) => [header, replace(value, at(`${name} ${header}`))] as const),
        ...(part.body && { body: replaceBody(part.body, replace, at(name)) }),
      }
    }),
  }
}

function replaceValue(value: unknown, replace: ReplaceText, place: string): unknown {
  if (typeof value === 'string') return replace(value, place)
  if (typeof value !== 'number') {
    return mapChildren(value, place, (child, _key, at) => replaceValue(child, replace, at))
  }
  const text = String(value)
  const replaced = replace(text, place)
  return replaced === text ? value : replaced
}
