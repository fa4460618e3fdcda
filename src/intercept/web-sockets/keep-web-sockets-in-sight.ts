import { subscribe } from 'node:diagnostics_channel'

/** MSW's own way to let one connection past its interception, shared by all its copies. */
interface Internals {
  __MSW_INTERNAL_CONNECTION_CONTEXT?: { consume(): boolean }
}

interface UndiciRequest {
  readonly origin: string | URL
  readonly path: string
  readonly upgrade: string | null
}

/**
 * Keeps a WebSocket that `isOurs` in sight while a server of the user's own listens: MSW connects one that none of
 * their handlers answers past every interception. To use that permission up is to take it away.
 *
 * Told of requests by a diagnostics channel, which speaks in the async context that holds the permission.
 */
export function keepWebSocketsInSight(isOurs: (url: URL) => boolean): void {
  subscribe('undici:request:create', (message) => {
    const { origin, path, upgrade } = (message as { request: UndiciRequest }).request
    const { __MSW_INTERNAL_CONNECTION_CONTEXT: context } = globalThis as Internals
    if (upgrade !== 'websocket' || context === undefined) return
    if (isOurs(new URL(`${String(origin)}${path}`.replace(/^http/, 'ws')))) context.consume()
  })
}
