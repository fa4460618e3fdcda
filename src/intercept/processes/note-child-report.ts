import { CassetteUnseenError } from '../../errors/cassette-unseen-error.ts'
import { noteRefused, type OfflineTest, type OfflineWorker } from '../../offline/note-refused.ts'
import { currentRedaction } from '../../redact/current-redaction.ts'
import { failTest } from '../../session/fail-test.ts'
import type { ChildReport } from './child-reports.ts'

/** Notes the traffic of a process of a test. A request to a provider fails the test, in every run. */
export function noteChildReport(
  { fate, from, line, ...connection }: ChildReport,
  attempt: OfflineTest | undefined,
  worker: OfflineWorker,
): void {
  const { address, host } = connection
  if (fate === 'passed-through') return worker.otherTraffic.count('passedThrough', { host: host.replace(/:80$/, '') })
  if (fate === 'not-seen') return worker.otherTraffic.count('nativeClients', { host })
  if (fate === 'dropped') return worker.otherTraffic.count('dropped', { host })
  if (fate === 'refused') return noteRefused(connection, line, attempt, worker)
  const call = currentRedaction(worker.settings, [])().text(address)
  failTest(new CassetteUnseenError({ call, host, from, ...(line !== undefined && { line }) }), attempt, worker)
}
