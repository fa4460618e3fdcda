import { CassetteStartError } from '../../../errors/cassette-start-error.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import { trialAnswer, trialHost } from '../../../intercept/trial-request.ts'

/**
 * Sends a request to a provider that does not exist: where the plugin does not answer it, requests to real providers would go out
 * unseen too.
 *
 * @param fetch that of the environment.
 * @param environment its name in Vitest.
 * @throws CassetteStartError that names the runtime.
 */
export async function sendTrial(fetch: typeof globalThis.fetch, environment: string): Promise<void> {
  let reason: unknown
  try {
    const response = await fetch(`https://${trialHost}/`)
    if ((await response.text()) === trialAnswer) return
    reason = `something else has answered, with the status ${response.status}`
  } catch (error) {
    reason = (error as Error).cause ?? error
    // The plugin refuses every connection, and each test that opens one says why.
    if (isCassetteError(reason, 'CASSETTE_START')) return
  }
  throw new CassetteStartError(reason, { runtime: `${runtime()}, environment ${environment}` })
}

function runtime(): string {
  const { bun, deno, node } = process.versions
  if (bun !== undefined) return `Bun ${bun}`
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`
}
