import { isMswLoaded, withdrawPassthrough } from '../internals/msw-internals.ts'
import { onUndiciRequest } from '../internals/undici-internals.ts'

/**
 * Keeps a WebSocket to a provider in sight while a server of the user listens: MSW connects a WebSocket that no handler
 * answers past every interception.
 *
 * @param isOurs knows the URLs of providers.
 */
export function keepWebSocketsInSight(isOurs: (url: URL) => boolean): void {
  onUndiciRequest(({ origin, path, upgrade }) => {
    // Without MSW nothing passes interception, and the rules need not be loaded.
    if (upgrade !== 'websocket' || !isMswLoaded()) return
    if (isOurs(new URL(`${String(origin)}${path}`.replace(/^http/, 'ws')))) withdrawPassthrough()
  })
}
