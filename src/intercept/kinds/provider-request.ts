import { answer } from '../../answer/answer.ts'
import { allowOrigin } from '../../http/cross-origin.ts'
import { asResponse } from '../../http/given-response.ts'
import { noteVariables } from '../../session/note-variables.ts'
import type { Handler } from '../caught-request.ts'
import { isBypassed, isServerListening, removeBypassSign } from '../internals/msw-internals.ts'
import { offeredCalls, type OfferedCall } from '../own-servers/offered-calls.ts'

/** Answers a request to a provider from the cassette of its test, unless a server of the user answers it. */
export const providerRequest: Handler = (caught, { worker }) => {
  const { request, shape } = caught
  const hasBypass = isBypassed(request.headers)
  if (hasBypass) removeBypassSign(request.headers)
  if (worker.usedVariables !== undefined) noteVariables(worker.usedVariables, request)
  const begun = caught.begin()
  const isListening = isServerListening()
  // A handler of the user may read the body, and leave the request to us.
  const call = isListening ? { ...begun, request: caught.copy() } : begun
  const offered: OfferedCall = { call }
  const answerIt = async (): Promise<void> => {
    caught.tellConnected?.()
    caught.askForBody?.()
    const given = offered.answer ?? (await answer(call, worker))
    const isForPage = 'response' in given && shape.page !== undefined
    await caught.give(isForPage ? { response: allowOrigin(shape.page.origin, asResponse(given.response)) } : given)
  }
  if (isListening && !hasBypass) {
    offeredCalls.set(request, offered)
    return caught.whenUnanswered(answerIt, 'expected')
  }
  caught.claim()
  return answerIt()
}
