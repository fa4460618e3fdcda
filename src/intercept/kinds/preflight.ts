import { answerPreflight } from '../../http/cross-origin.ts'
import { afterOwnServers } from '../after-own-servers.ts'
import type { Handler } from '../caught-request.ts'

/** Allows the request that a page asks about. */
export const preflight: Handler = (caught) => {
  const { page } = caught.shape
  if (page?.asksFor === undefined) return
  const { origin, asksFor } = page
  return afterOwnServers(caught, () => caught.respond(answerPreflight(origin, asksFor)))
}
