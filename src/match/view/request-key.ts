import { createHash } from 'node:crypto'
import stableStringify from 'fast-json-stable-stringify'
import { withoutKinds } from './placeholders.ts'
import type { RequestView } from './request-view.ts'

/** SHA-256, in hex, of what counts of a request: an index of this run, never stored. */
export function requestKey(view: RequestView): string {
  return createHash('sha256')
    .update(withoutKinds(stableStringify(view)))
    .digest('hex')
}
