import { fieldPlace } from '../../util/json-path.ts'
import { partPlace } from '../../body/part-name.ts'
import type { RequestView } from '../view/request-view.ts'
import type { ViewBody } from '../view/view-body.ts'

/** All paths that `ignore` could name in a request, each once, with `[*]` for list indexes. */
export function placesOf(view: RequestView): Set<string> {
  const places = new Set<string>()
  const query = view.url.split(/\?(.*)/s, 2)[1]
  for (const [name] of new URLSearchParams(query)) places.add(`?${name}`)
  for (const name of Object.keys(view.headers)) places.add(`header ${name}`)
  if (view.body !== undefined) addBody(places, view.body, '')
  return places
}

function addBody(places: Set<string>, body: ViewBody, place: string): void {
  if ('json' in body) addValue(places, body.json, place)
  else if ('ndjson' in body) addValue(places, body.ndjson, place)
  else if ('form' in body) for (const [name] of body.form) places.add(fieldPlace(place, name))
  else if ('multipart' in body) {
    for (const [index, part] of body.multipart.entries()) {
      const name = partPlace(part.headers, index)
      const at = fieldPlace(place, name)
      places.add(at)
      if (part.body !== undefined) addBody(places, part.body, at)
      for (const [header] of part.headers) places.add(fieldPlace(place, `${name} ${header}`))
    }
  }
}

function addValue(places: Set<string>, value: unknown, place: string): void {
  if (place !== '') places.add(place)
  if (typeof value !== 'object' || value === null) return
  for (const [name, child] of Object.entries(value)) {
    addValue(places, child, Array.isArray(value) ? `${place}[*]` : fieldPlace(place, name))
  }
}
