import { createHash } from 'node:crypto'
import stableStringify from 'fast-json-stable-stringify'
import type { RequestView } from './request-view.ts'

/** SHA-256, in hex, of what counts of a request: an index of this run, never stored. */
export function requestKey(view: RequestView): string {
  // A secret is known by its variable on one machine and by its shape on another.
  const text = stableStringify(view).replaceAll(/\[REDACTED:[a-z0-9-]+\]/g, '[REDACTED]')
  return createHash('sha256').update(text).digest('hex')
}
