import { answer } from '../answer/answer.ts'
import type { StoredFailure } from '../cassette/interaction.ts'
import { allowOrigin } from '../http/cross-origin.ts'
import { asResponse } from '../http/given-response.ts'
import { currentCaller } from '../session/caller.ts'
import type { WorkerState } from '../session/worker-state.ts'
import { connectionError } from '../stream/failure.ts'
import { classify } from './classify-request.ts'
import { throwable } from './internals/msw-internals.ts'
import { shapeOf } from './request-shape.ts'

/**
 * Answers a request that reached our handler among the user's own; `undefined` when it is none for a cassette.
 *
 * @throws the error of a connection that broke.
 */
export async function answerInHandler(request: Request, worker: WorkerState): Promise<Response | undefined> {
  const shape = shapeOf(request, (name) => request.headers.get(name) ?? undefined)
  const { requestCallers } = worker
  if (!requestCallers.has(request) && classify(shape, worker) !== 'provider') return undefined
  // A client may write a request on a kept connection in the async context of another test.
  const caller = requestCallers.get(request) ?? currentCaller(worker)
  const given = await answer({ request: request.clone(), caller, breakConnection: () => {} }, worker)
  if ('response' in given) {
    const response = asResponse(given.response)
    return shape.page ? allowOrigin(shape.page.origin, response) : response
  }
  if ('failure' in given) throw throwable(connectionError(given.failure), codeOf(given.failure))
  return new Promise<never>(() => {})
}

function codeOf({ cause, code }: StoredFailure): string {
  return String(cause?.code ?? code ?? 'ECONNRESET')
}
