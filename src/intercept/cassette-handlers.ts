import { http, type HttpHandler } from 'msw'
import type { StoredFailure } from '../cassette/interaction.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { answer } from '../answer/answer.ts'
import { allowOrigin } from '../http/cross-origin.ts'
import { classify } from './classify-request.ts'
import { throwable } from './internals/msw-internals.ts'
import { shapeOf } from './request-shape.ts'
import { connectionError } from '../stream/failure.ts'
import { currentCaller } from '../session/caller.ts'
import { currentWorker } from '../session/worker-state.ts'

/**
 * Handlers for your own MSW server: provider traffic is answered from the cassette of the running test, everything
 * else falls through to your other handlers.
 *
 * Unlike the plugin alone, which answers what your handlers leave, they have a place among your handlers: those behind them
 * are not asked. Put them before a handler such as `http.post('*', …)` that would answer a provider.
 *
 * @example
 * const server = setupServer(...cassetteHandlers(), http.get('/me', …))
 *
 * @throws CassetteConfigError when the plugin is missing.
 * @see docs/getting-started.md#beside-your-own-msw-server
 */
export function cassetteHandlers(): HttpHandler[] {
  const worker = currentWorker()
  if (worker === undefined) return withoutPlugin()
  return [
    http.all('*', async ({ request }) => {
      const shape = shapeOf(request, (name) => request.headers.get(name) ?? undefined)
      const { requestCallers } = worker
      if (!requestCallers.has(request) && classify(shape, worker) !== 'provider') return undefined
      // A client may write a request on a kept connection in the async context of another test.
      const caller = requestCallers.get(request) ?? currentCaller(worker)
      const given = await answer({ request: request.clone(), caller, breakConnection: () => {} }, worker)
      if ('response' in given) return shape.page ? allowOrigin(shape.page.origin, given.response) : given.response
      if ('failure' in given) throw throwable(connectionError(given.failure), codeOf(given.failure))
      return new Promise<never>(() => {})
    }),
  ]
}

function codeOf({ cause, code }: StoredFailure): string {
  return String(cause?.code ?? code ?? 'ECONNRESET')
}

/** The plugin is off, and no handlers are needed, or it is missing. */
function withoutPlugin(): HttpHandler[] {
  if (process.env['CASSETTE_MODE']?.trim().toLowerCase() === 'off') return []
  throw new CassetteConfigError(
    "cassetteHandlers() needs the plugin.\n\n  Add it to vitest.config.ts: plugins: [cassettes()], with cassettes from 'vitest-cassette/plugin'",
  )
}
