import { CassetteUnseenError } from '../errors/cassette-unseen-error.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import type { Caller } from '../session/caller.ts'
import { failTest } from '../session/fail-test.ts'
import type { InterceptionWorker } from './caught-request.ts'

/** Fails the test of a request that a provider answered although no seam had caught it. */
export function failUnseen(method: string, url: URL, caller: Caller | undefined, worker: InterceptionWorker): void {
  const path = currentRedaction(worker.settings, [])().text(url.pathname)
  failTest(new CassetteUnseenError({ call: `${method} ${url.host}${path}`, host: url.host }), caller?.attempt, worker)
}
