import type { Settings } from '../cassette/settings.ts'
import { OfflineRequestError, type OfflineRequestFields } from '../errors/offline-request-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import { redactError } from '../redact/redact-error.ts'
import type { OtherTrafficLog } from '../session/other-traffic-log.ts'
import { failTest, type FailableTest, type StrayErrors } from '../session/fail-test.ts'

/** The part of an attempt that a refused request fails. */
export interface OfflineTest extends FailableTest {
  readonly test: { readonly owner: CassetteOwner }
}

/** The part of the worker's state that notes refused requests. */
export interface OfflineWorker extends StrayErrors {
  readonly settings: Pick<Settings, 'root' | 'mode' | 'redact' | 'keep' | 'offline'>
  readonly otherTraffic: Pick<OtherTrafficLog, 'count'>
}

/** Counts what an offline run has refused. If the run is strict, the test that made the request fails. */
export function noteRefused(
  refused: Pick<OfflineRequestFields, 'address' | 'host'>,
  line: string | undefined,
  attempt: OfflineTest | undefined,
  worker: OfflineWorker,
): void {
  worker.otherTraffic.count('refused', { host: refused.host.replace(/:(80|443)$/, '') })
  if (worker.settings.offline !== 'strict') return
  const { name, file = '(none: asked outside every test)' } = attempt?.test.owner ?? {}
  const error = new OfflineRequestError({
    ...refused,
    test: name ?? file,
    ...(line !== undefined && { line, callSite: place(line, worker.settings.root) }),
  })
  redactError(error, currentRedaction(worker.settings, [])().text)
  // An app that tries again says nothing new.
  const isKnown = attempt?.isClosed === false && attempt.errors.some(({ message }) => message === error.message)
  if (!isKnown) failTest(error, attempt, worker)
}

/** A request in the words of the error. */
export function requestAddress(method: string, url: URL): Pick<OfflineRequestFields, 'address' | 'host'> {
  const isSocket = url.protocol.startsWith('ws')
  return { address: `${isSocket ? 'WebSocket' : method} ${url.protocol}//${url.host}${url.pathname}`, host: url.host }
}

/** `at ask (file:///app/src/ask.ts:3:9)` is `src/ask.ts:3:9`. */
function place(line: string, root: string): string {
  const path = line
    .trim()
    .replace(/^at (async )?/, '')
    .replace(/^.*\((.*)\)$/, '$1')
    .replace(/^file:\/\//, '')
  return path.replaceAll('\\', '/').replace(`${root.replaceAll('\\', '/')}/`, '')
}
