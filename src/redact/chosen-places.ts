import { covers, parseJsonPath, type JsonPath } from '../util/json-path.ts'
import { pathTo, type Place } from './view/leaf.ts'

/** Whether one of the paths leads to a place: from the interaction on, or, as pages name it, from the value of a body on. */
export function placeTest(patterns: readonly JsonPath[]): (place: Place) => boolean {
  if (patterns.length === 0) return () => false
  return (place) => {
    const path = pathTo(place)
    const inBody = path[1] === 'body' && path.length > 3 ? path.slice(3) : undefined
    return patterns.some((pattern) => covers(pattern, path) || (inBody !== undefined && covers(pattern, inBody)))
  }
}

/** An entry of `keep` as a path: most are texts, and lead nowhere. */
export function pathIn(entry: string): JsonPath[] {
  try {
    return [parseJsonPath(entry)]
  } catch {
    return []
  }
}

/** Whether a text is one of `keep`, where `*` is any characters. */
export function textTest(keep: readonly string[]): (text: string) => boolean {
  const patterns = keep.map(wildcard)
  return (text) => patterns.some((pattern) => pattern.test(text))
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}
