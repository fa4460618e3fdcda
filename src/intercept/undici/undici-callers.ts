import type { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

/**
 * Remembers who made each request of undici and of `fetch`, by the socket that it is written on.
 *
 * A dispatcher with a limit of connections writes a waiting request in the async context of the one before it, which
 * may be another test's. Undici says when a request is made, in the context of its maker, and when it is written.
 *
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export class UndiciCallers<T extends object> {
  readonly #made = new WeakMap<object, T>()
  readonly #written = new WeakMap<object, T>()
  readonly #addresses = new Set<string>()
  readonly #heads = new WeakMap<object, string>()

  constructor(callers: AsyncLocalStorage<T>) {
    subscribe('undici:request:create', (message) => {
      const caller = callers.getStore()
      if (caller !== undefined) this.#made.set((message as { request: object }).request, caller)
    })
    subscribe('undici:client:beforeConnect', (message) => {
      const { hostname, port, protocol } = (
        message as { connectParams: { hostname: string; port: string; protocol: string } }
      ).connectParams
      this.#addresses.add(`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`)
    })
    subscribe('undici:client:sendHeaders', (message) => {
      const { request, socket, headers } = message as { request: object; socket: object; headers: unknown }
      this.#heads.set(socket, String(headers))
      const caller = this.#made.get(request)
      if (caller === undefined) this.#written.delete(socket)
      else this.#written.set(socket, caller)
    })
  }

  /** Whether undici has ever opened a connection to this address: HTTP is what is spoken there. */
  hasConnectedTo(host: string, port: string): boolean {
    return this.#addresses.has(`${host}:${port}`)
  }

  /** A header of the request that is being written on `socket`, by its name in lower case. */
  headerOf(socket: object, name: string): string | undefined {
    const lines = this.#heads.get(socket)?.split('\r\n') ?? []
    const line = lines.find((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    return line?.slice(name.length + 1).trim()
  }

  /** Who made the request that is being written on `socket`; `undefined` when it is not undici's. */
  of(socket: object | undefined): T | undefined {
    return socket === undefined ? undefined : this.#written.get(socket)
  }
}
