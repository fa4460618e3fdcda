import { CassetteUnseenError, type CassetteUnseenFields } from '../errors/cassette-unseen-error.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import type { Caller } from '../session/caller.ts'
import { failTest } from '../session/fail-test.ts'
import type { InterceptionWorker } from './caught-request.ts'

/**
 * Fails the test of a request to a provider that no seam can answer.
 *
 * @param from the way that the request took.
 */
export function failUnseen(
  method: string,
  url: URL,
  caller: Caller | undefined,
  worker: InterceptionWorker,
  from: CassetteUnseenFields['from'] = 'connection',
): CassetteUnseenError {
  const path = currentRedaction(worker.settings, [])().text(url.pathname)
  const error = new CassetteUnseenError({ call: `${method} ${url.host}${path}`, host: url.host, from })
  failTest(error, caller?.attempt, worker)
  return error
}
