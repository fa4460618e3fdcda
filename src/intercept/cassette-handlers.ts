import { http, passthrough, type HttpHandler } from 'msw'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
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
      const answer = await worker.answerInHandler?.(request)
      return answer === 'goes on' ? passthrough() : answer
    }),
  ]
}

/** The plugin is off, and no handlers are needed, or it is missing. */
function withoutPlugin(): HttpHandler[] {
  if (process.env['CASSETTE_MODE']?.trim().toLowerCase() === 'off') return []
  throw new CassetteConfigError(
    "cassetteHandlers() needs the plugin.\n\n  Add it to vitest.config.ts: plugins: [cassettes()], with cassettes from 'vitest-cassette/plugin'",
  )
}
