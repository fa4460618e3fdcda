import type { CassetteError } from '../../errors/cassette-error.ts'
import { CassetteDuplexError } from '../../errors/cassette-duplex-error.ts'
import { grpcRefusal, refusalResponse } from '../../http/refusal-response.ts'
import { strayError } from '../../session/stray-error.ts'
import { afterOwnServers } from '../after-own-servers.ts'
import type { CaughtRequest, Handler, InterceptionWorker } from '../caught-request.ts'

/** Refuses a stream in both directions at its head: its body has no end before the answer begins. */
export const fullDuplex: Handler = (caught, { worker }) =>
  afterOwnServers(caught, () => {
    const error = duplexError(caught, worker)
    const isGrpc = caught.request.headers.get('content-type')?.startsWith('application/grpc')
    caught.respond(isGrpc ? grpcRefusal(error) : refusalResponse(caught.shape.url, error))
  })

function duplexError({ shape, caller }: CaughtRequest, worker: InterceptionWorker): CassetteError {
  const { method, url } = shape
  const attempt = caller?.attempt
  const { mode, modeSource } = attempt?.test.settings ?? worker.settings
  const call = `${method} ${url.host}${url.pathname}`
  if (attempt === undefined || attempt.isClosed) return strayError(call, attempt, worker)
  const error = new CassetteDuplexError({ call, host: url.host, mode, modeSource })
  attempt.fail(error)
  return error
}
