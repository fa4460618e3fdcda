import { createHash } from 'node:crypto'
import stableStringify from 'fast-json-stable-stringify'
import { withoutLayout } from './placeholders.ts'
import type { RequestView } from './request-view.ts'

/** SHA-256 of a view, in hex. It is an index of this run and is never stored. */
export function requestKey(view: RequestView): string {
  return createHash('sha256').update(comparedText(view)).digest('hex')
}

/** A view as text. The views of equal requests have the same text. */
export function comparedText(view: RequestView): string {
  return withoutLayout(stableStringify(view))
}
