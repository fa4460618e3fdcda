import { editDistance } from '../../util/edit-distance.ts'

/** The real path nearest to a path of `ignore` that matches nothing. */
export function nearestPlace(path: string, places: Iterable<string>): string | undefined {
  const ignored = path.replaceAll(/\[\d+\]/g, '[*]')
  let best: { readonly place: string; readonly distance: number } | undefined
  for (const place of candidates(ignored, places)) {
    const distance = distanceOf(ignored, place)
    if (distance <= place.replace('**.', '').length / 2 && distance < (best?.distance ?? Infinity))
      best = { place, distance }
  }
  return best?.place
}

/** A path that begins with `**` is compared with the ends of real paths. */
function candidates(path: string, places: Iterable<string>): Iterable<string> {
  if (!path.startsWith('**.')) return places
  const steps = path.split('.').length - 1
  return new Set(Array.from(places, (place) => ['**', ...place.split('.').slice(-steps)].join('.')))
}

/** Edits from one path to the other. A missing or an additional beginning counts little. */
function distanceOf(path: string, place: string): number {
  return place.endsWith(`.${path}`) || path.endsWith(`.${place}`) ? 1 : editDistance(path, place)
}
