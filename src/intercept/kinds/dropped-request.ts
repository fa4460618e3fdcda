import { allowOrigin, answerPreflight } from '../../http/cross-origin.ts'
import { afterOwnServers } from '../after-own-servers.ts'
import type { Handler } from '../caught-request.ts'

/** Answers a request that nobody needs with 204. It is neither sent nor recorded, only counted. */
export const droppedRequest: Handler = (caught, { worker }) => {
  const { url, page } = caught.shape
  return afterOwnServers(caught, () => {
    if (page?.asksFor !== undefined) return caught.respond(answerPreflight(page.origin, page.asksFor))
    worker.otherTraffic.count('dropped', url)
    const response = new Response(null, { status: 204 })
    caught.respond(page === undefined ? response : allowOrigin(page.origin, response))
  })
}
