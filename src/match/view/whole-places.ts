/** Places of a request that hold no fields, as users see them and as `ignore` names them. */
export const wholePlaces = { method: 'request method', url: 'request url', body: 'request body' } as const

/** A part of a request that is left out whole. */
export type WholePart = keyof typeof wholePlaces

/** The part that a place names; `undefined` where it leads somewhere else. */
export function wholePartAt(place: string): WholePart | undefined {
  return (Object.keys(wholePlaces) as WholePart[]).find((part) => wholePlaces[part] === place)
}
