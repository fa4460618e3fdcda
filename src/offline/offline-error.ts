import { OfflineRequestError, type OfflineRequestFields } from '../errors/offline-request-error.ts'
import type { Caller, WorkerState } from '../session/worker-state.ts'

/** Books the error of what an offline run must not do: the test that asked fails with it, whatever the app does. */
export function offlineError(
  asked: Pick<OfflineRequestFields, 'address' | 'host'>,
  line: string | undefined,
  caller: Caller | undefined,
  worker: WorkerState,
): OfflineRequestError {
  const { owner, errors, isClosed } = caller?.attempt ?? { owner: undefined, errors: [], isClosed: true }
  const test = owner?.name ?? owner?.file ?? '(none: asked outside every test)'
  const error = new OfflineRequestError({
    ...asked,
    test,
    ...(line !== undefined && { line, askedAt: place(line, worker.settings.root) }),
  })
  // An app that tries again says nothing new.
  const earlier = errors.find(({ message }) => message === error.message)
  if (isClosed) worker.reportStray(error)
  else if (earlier === undefined) errors.push(error)
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
