import { answer } from '../../answer/answer.ts'
import { allowOrigin } from '../../http/cross-origin.ts'
import { removeLiveSign } from '../../http/live-call.ts'
import type { Handler } from '../caught-request.ts'
import { isBypassed, removeBypassSign } from '../internals/msw-internals.ts'
import { withoutProxy } from '../proxies/without-proxy.ts'
import { refuseRequest } from '../refuse-request.ts'

/**
 * Answers a request to a provider from the cassette of its test. The servers of the user do not see it, unless they have
 * `cassetteHandlers()`: then they come first.
 */
export const providerRequest: Handler = (caught, { worker, tunnels }) => {
  const { request, shape, caller } = caught
  const hasBypass = isBypassed(request.headers)
  removeLiveSign(request.headers)
  removeBypassSign(request.headers)
  worker.usedVariables?.note(request)
  const call = caught.begin()
  const needsProxy = call.goLive === undefined && tunnels.has(shape.url.host)
  const error = needsProxy ? withoutProxy(shape.url, worker.settings) : undefined
  if (error !== undefined && caller !== undefined) {
    caught.claim()
    caller.attempt.fail(error)
    return refuseRequest(caught, error)
  }
  const answerIt = async (): Promise<void> => {
    caught.askForBody?.()
    const given = await answer(call, worker)
    if ('response' in given && shape.page !== undefined) allowOrigin(shape.page.origin, given.response)
    await caught.give(given)
  }
  // A request that no server of the user answers would go to the network.
  if (worker.answeredBy === 'handlers' && !hasBypass) return caught.whenUnanswered(answerIt)
  caught.claim()
  return answerIt()
}
