import type { Settings } from '../cassette/settings.ts'
import { OfflineRequestError, type OfflineRequestFields } from '../errors/offline-request-error.ts'
import type { CassetteOwner } from '../format/document.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import { redactError } from '../redact/redact-error.ts'
import { failTest, type FailableTest, type StrayErrors } from '../session/fail-test.ts'

/** The part of an attempt that a refused request fails. */
interface OfflineTest extends FailableTest {
  readonly test: { readonly owner: CassetteOwner }
}

interface OfflineWorker extends StrayErrors {
  readonly settings: Pick<Settings, 'root' | 'mode' | 'redact' | 'keep'>
}

/** The error of a request that an offline run refuses: the test that made it fails with it, whatever the app does. */
export function offlineError(
  refused: Pick<OfflineRequestFields, 'address' | 'host'>,
  line: string | undefined,
  attempt: OfflineTest | undefined,
  worker: OfflineWorker,
): OfflineRequestError {
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
  return error
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
