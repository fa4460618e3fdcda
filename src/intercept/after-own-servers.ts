import type { CaughtRequest } from './caught-request.ts'
import { isServerListening } from './internals/msw-internals.ts'

/** Answers a request that no server of the user has a handler for. */
export function afterOwnServers(caught: CaughtRequest, answer: () => Promise<void> | void): Promise<void> | void {
  if (isServerListening()) return caught.whenUnanswered(answer, 'expected')
  caught.claim()
  return answer()
}
