import { allowOrigin, answerPreflight } from '../../http/cross-origin.ts'
import type { Handler } from '../caught-request.ts'
import { trialAnswer } from '../trial-request.ts'

/** Answers the request that shows at set-up whether requests are caught. It is neither counted nor recorded. */
export const trial: Handler = (caught) => {
  const { page } = caught.shape
  const response = new Response(trialAnswer)
  caught.claim()
  if (page?.asksFor !== undefined) return caught.respond(answerPreflight(page.origin, page.asksFor))
  caught.respond(page === undefined ? response : allowOrigin(page.origin, response))
}
