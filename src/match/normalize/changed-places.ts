import { fieldPlace } from '../../util/json-path.ts'

/** Places where two plain values differ, such as `body.json.messages[2].content`. */
export function changedPlaces(before: unknown, after: unknown, place = ''): string[] {
  if (before === after) return []
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) => changedPlaces(before[index], after[index], `${place}[${index}]`)).flat()
  }
  if (!isRecord(before) || !isRecord(after)) return [place]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => changedPlaces(before[name], after[name], fieldPlace(place, name)))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
