import { replaceGlobalAgents } from '../internals/undici-internals.ts'

/**
 * Gives `fetch` an empty pool of connections: interception does not see a connection that was open before it started. A
 * dispatcher of another class (a proxy, a mock) is the user's own and stays.
 */
export function resetFetchPool(): void {
  replaceGlobalAgents()
}
