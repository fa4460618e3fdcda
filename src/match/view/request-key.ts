import { hash } from 'node:crypto'
import stableStringify from 'fast-json-stable-stringify'
import { withoutLayout } from './placeholders.ts'
import type { RequestView } from './request-view.ts'

/** SHA-256 of a view, in hex. It is an index of this run and is never stored. */
export function requestKey(view: RequestView): string {
  return hash('sha256', comparedText(view))
}

/** A view as text. The views of equal requests have the same text. */
export function comparedText(view: RequestView): string {
  return withoutLayout(stableStringify(view))
}
