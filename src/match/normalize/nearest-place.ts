import { editDistance } from '../../util/edit-distance.ts'

/** The real path that a path of `ignore`, which matches nothing, was probably meant to be. */
export function nearestPlace(path: string, places: Iterable<string>): string | undefined {
  const asked = path.replaceAll(/\[\d+\]/g, '[*]')
  let best: { readonly place: string; readonly distance: number } | undefined
  for (const place of candidates(asked, places)) {
    const distance = distanceOf(asked, place)
    if (distance <= place.replace('**.', '').length / 2 && distance < (best?.distance ?? Infinity))
      best = { place, distance }
  }
  return best?.place
}

/** A path that begins anywhere is compared with the ends of the real ones. */
function candidates(path: string, places: Iterable<string>): Iterable<string> {
  if (!path.startsWith('**.')) return places
  const steps = path.split('.').length - 1
  return new Set(Array.from(places, (place) => ['**', ...place.split('.').slice(-steps)].join('.')))
}

/** Edits from one to the other; a beginning too many, or too few, is near. */
function distanceOf(path: string, place: string): number {
  return place.endsWith(`.${path}`) || path.endsWith(`.${place}`) ? 1 : editDistance(path, place)
}
