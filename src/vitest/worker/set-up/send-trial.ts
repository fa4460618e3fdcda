import { CassetteStartError } from '../../../errors/cassette-start-error.ts'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import { trialAnswer, trialHost } from '../../../intercept/trial-request.ts'
import type { CodeCache } from '../../../store/code-cache/code-cache.ts'

/** The client of a test process. */
interface Client {
  /** The name of its environment in Vitest. */
  readonly environment: string
  readonly fetch: typeof globalThis.fetch
  /** The text of `fetch` as the environment has it, before it was watched. */
  readonly text: string
}

/** The name of the note about the client that has shown that its requests are caught. */
const note = 'trial'

/**
 * Sends a request to a provider that does not exist: where the plugin does not answer it, requests to real providers would go out
 * unseen too. Node's own `fetch` shows it once for each version of Node and of this package, because to load it takes a long time.
 *
 * @param cache knows what earlier processes have noted.
 * @throws CassetteStartError that names the runtime.
 */
export async function sendTrial({ environment, fetch, text }: Client, cache: CodeCache): Promise<void> {
  // A package decides what the clients of other environments are.
  const isOfNode = environment === 'node'
  if (isOfNode && cache.hasNote(note, text)) return
  let reason: unknown
  try {
    const response = await fetch(`https://${trialHost}/`)
    if ((await response.text()) === trialAnswer) return isOfNode ? cache.note(note, text) : undefined
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
