import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Target } from '../../http/connection-target.ts'
import { onUndiciConnect, onUndiciRequest, onUndiciWrite } from '../internals/undici-internals.ts'

/**
 * Remembers who made each request of undici and of `fetch`, by the socket that it is written on.
 *
 * A dispatcher with a limit of connections writes a waiting request in the async context of the one before it, which
 * may be another test's. Undici announces a request twice: in the context of its maker, and when it is written.
 */
export class UndiciCallers<T extends object> {
  readonly #made = new WeakMap<object, T>()
  readonly #written = new WeakMap<object, T>()
  /** The addresses to which undici opens connections now, one for each whose socket is not known. */
  readonly #opening: string[] = []
  readonly #sockets = new WeakSet<object>()
  readonly #heads = new WeakMap<object, string>()

  constructor(callers: AsyncLocalStorage<T>) {
    onUndiciRequest((request) => {
      const caller = callers.getStore()
      if (caller !== undefined) this.#made.set(request, caller)
    })
    onUndiciConnect(
      (address) => this.#opening.push(address),
      (address) => this.#takeAddress(address),
    )
    onUndiciWrite(({ request, socket, headers }) => {
      this.#heads.set(socket, String(headers))
      const caller = this.#made.get(request)
      if (caller === undefined) this.#written.delete(socket)
      else this.#written.set(socket, caller)
    })
  }

  /** Says whether undici opens the connection of a socket, which connects now. */
  opens(socket: object, { host, port }: Target): boolean {
    if (!this.hasOpened(socket) && this.#takeAddress(`${host}:${port}`)) this.#sockets.add(socket)
    return this.hasOpened(socket)
  }

  /** Says whether undici has opened the connection of a socket: its client speaks HTTP. */
  hasOpened(socket: object): boolean {
    return this.#sockets.has(socket)
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

  /** Takes an address from the list, and says whether it was there: its connection has a socket now, or needs none. */
  #takeAddress(address: string): boolean {
    const at = this.#opening.indexOf(address)
    return at !== -1 && this.#opening.splice(at, 1).length > 0
  }
}
