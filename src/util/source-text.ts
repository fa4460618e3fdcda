import { inspect } from 'node:util'

/** Plain data as a user writes it in a configuration. */
export function sourceText(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: Infinity }).replaceAll('[ ', '[').replaceAll(' ]', ']')
}
