import { isRecord } from '../../util/same-value.ts'
import { fieldPlace } from '../../util/json-path.ts'
import { comparable, Repeated } from '../view/comparable.ts'
import type { RequestView } from '../view/request-view.ts'
import { wholePlaces } from '../view/whole-places.ts'

/** Places in which a normalizer has changed a view, as `ignore` names them, each once. */
export function changedInView(before: RequestView, after: RequestView): string[] {
  const [old, now] = [comparable(before), comparable(after)]
  const places = [
    ...changedPlaces(old.method, now.method, wholePlaces.method),
    ...changedPlaces(old.url, now.url, wholePlaces.url),
    ...changedPlaces(old.body, now.body).map((place) => place || wholePlaces.body),
    ...changedFields(old.query, now.query, (name) => `?${name}`),
    ...changedFields(old.headers, now.headers, (name) => `header ${name}`),
  ]
  return [...new Set(places)]
}

/** Places in which two plain values differ, as `messages[2].content`. */
export function changedPlaces(before: unknown, after: unknown, place = ''): string[] {
  if (before === after) return []
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    const at = (index: number): string => (before instanceof Repeated ? place : `${place}[${index}]`)
    return Array.from({ length }, (_, index) => changedPlaces(before[index], after[index], at(index))).flat()
  }
  if (!isRecord(before) || !isRecord(after)) return [place]
  return changedFields(before, after, (name) => fieldPlace(place, name))
}

function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  placeOf: (name: string) => string,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => changedPlaces(before[name], after[name], placeOf(name)))
}
