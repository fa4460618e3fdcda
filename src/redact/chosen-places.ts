import { covers, parseJsonPath, type JsonPath } from '../util/json-path.ts'
import type { PathPart } from './view/leaf.ts'

/** Whether one of the paths leads to a place: from the interaction on, or, as pages name it, from the value of a body on. */
export function placeTest(patterns: readonly JsonPath[]): (path: readonly PathPart[]) => boolean {
  if (patterns.length === 0) return () => false
  return (path) =>
    patterns.some(
      (pattern) => covers(pattern, path) || (path[1] === 'body' && path.length > 3 && covers(pattern, path.slice(3))),
    )
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
