import { answer } from '../answer/answer.ts'
import { isRecording } from '../cassette/mode.ts'
import type { StoredFailure } from '../cassette/interaction.ts'
import { allowOrigin } from '../http/cross-origin.ts'
import { asResponse } from '../http/given-response.ts'
import { currentCaller } from '../session/caller.ts'
import type { WorkerState } from '../session/worker-state.ts'
import { connectionError } from '../stream/failure.ts'
import { classify } from './classify-request.ts'
import { throwable } from './internals/msw-internals.ts'
import { withoutConnection } from './live/other-side-closed.ts'
import { offeredCalls } from './own-servers/offered-calls.ts'
import { shapeOf } from './request-shape.ts'

/**
 * Answers a request that reached our handler among the user's own; `undefined` when it is none for a cassette.
 * A request `goes on` whose client has the answer from its own call.
 *
 * @throws the error of a connection that broke.
 */
export async function answerInHandler(
  request: Request,
  worker: WorkerState,
): Promise<Response | 'goes on' | undefined> {
  const shape = shapeOf(request, (name) => request.headers.get(name) ?? undefined)
  const offered = offeredCalls.get(request)
  if (offered === undefined && classify(shape, worker) !== 'provider') return undefined
  // An older MSW mocks the client itself. Where the request goes on, it is caught again, with its connection.
  if (offered === undefined && isRecording(worker.settings.mode)) return 'goes on'
  const call = offered?.call ?? { caller: currentCaller(worker), breakConnection: () => {}, goLive: withoutConnection }
  const given = await answer({ ...call, request: request.clone() }, worker)
  if ('live' in given) {
    if (offered !== undefined) offered.answer = given
    return 'goes on'
  }
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
