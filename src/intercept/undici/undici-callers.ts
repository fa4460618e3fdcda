import type { AsyncLocalStorage } from 'node:async_hooks'
import { onUndiciRequest, onUndiciWrite } from '../internals/undici-internals.ts'
import { UndiciSockets } from './undici-sockets.ts'

/**
 * Remembers who made each request of undici and of `fetch`, by the socket that it is written on.
 *
 * A dispatcher with a limit of connections writes a waiting request in the async context of the one before it, which
 * may be another test's. Undici announces a request twice: in the context of its maker, and when it is written.
 */
export class UndiciCallers<T extends object> {
  readonly sockets: UndiciSockets = new UndiciSockets()
  readonly #made = new WeakMap<object, T>()
  readonly #written = new WeakMap<object, T>()
  readonly #heads = new WeakMap<object, string>()

  constructor(callers: AsyncLocalStorage<T>) {
    onUndiciRequest((request) => {
      const caller = callers.getStore()
      if (caller !== undefined) this.#made.set(request, caller)
    })
    onUndiciWrite(({ request, socket, headers }) => {
      this.#heads.set(socket, String(headers))
      const caller = this.#made.get(request)
      if (caller === undefined) this.#written.delete(socket)
      else this.#written.set(socket, caller)
    })
  }

  /** A header of the request that is being written on `socket`, by its name in lower case. */
  headerOf(socket: object, name: string): string | undefined {
    const lines = this.#heads.get(socket)?.split('\r\n') ?? []
    const line = lines.find((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`)
    return line?.slice(name.length + 1).trim()
  }

  /** The caller of the request that is being written on `socket`; `undefined` when another client writes it. */
  of(socket: object | undefined): T | undefined {
    return socket === undefined ? undefined : this.#written.get(socket)
  }
}
