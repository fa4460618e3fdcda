import type { CassetteError } from '../errors/cassette-error.ts'
import { refusalResponse } from '../http/refusal-response.ts'
import { offlineError, requestAddress } from '../offline/offline-error.ts'
import type { CaughtRequest, InterceptionWorker } from './caught-request.ts'

/** Answers a request with an error, in the shape that makes every SDK stop. */
export function refuseRequest(caught: CaughtRequest, error: CassetteError): void {
  caught.respond(refusalResponse(caught.shape.url, error))
}

/** Refuses a request that an offline run must not send, and fails its test. */
export function refuseOffline(caught: CaughtRequest, worker: InterceptionWorker): void {
  const { request, shape, caller } = caught
  const error = offlineError(requestAddress(request.method, shape.url), caught.callSite(), caller?.attempt, worker)
  if (shape.form === 'web-socket') caught.destroy(error)
  else refuseRequest(caught, error)
}
