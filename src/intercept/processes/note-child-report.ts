import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { noteRefused, type OfflineTest, type OfflineWorker } from '../../offline/note-refused.ts'
import { failTest } from '../../session/fail-test.ts'
import type { RefusedRequest } from './child-reports.ts'

/** Notes a request that a process of a test was refused. A request to a provider fails the test, in every run. */
export function noteChildReport(
  { isProviders, from, line, ...refused }: RefusedRequest,
  attempt: OfflineTest | undefined,
  worker: OfflineWorker,
): void {
  if (!isProviders) return noteRefused(refused, line, attempt, worker)
  const { address: call, host } = refused
  failTest(new CassetteUnseenError({ call, host, from, ...(line !== undefined && { line }) }), attempt, worker)
}
