import { answerPreflight } from '../../http/cross-origin.ts'
import type { Handler } from '../caught-request.ts'

/** Allows the request that a page asks about. */
export const preflight: Handler = (caught) => {
  const { page } = caught.shape
  if (page?.asksFor === undefined) return
  caught.claim()
  caught.respond(answerPreflight(page.origin, page.asksFor))
}
