import type { Target } from '../../http/connection-target.ts'
import { onUndiciConnect } from '../internals/undici-internals.ts'

/** Knows the sockets of undici and of `fetch` from the moment they connect: only undici says who opens them. */
export class UndiciSockets {
  /** The addresses to which undici opens connections now, one for each whose socket is not known. */
  readonly #opening: string[] = []
  readonly #sockets = new WeakSet<object>()

  constructor() {
    onUndiciConnect(
      (address) => this.#opening.push(address),
      (address) => this.#takeAddress(address),
    )
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

  /** Takes an address from the list, and says whether it was there: its connection has a socket now, or needs none. */
  #takeAddress(address: string): boolean {
    const at = this.#opening.indexOf(address)
    return at !== -1 && this.#opening.splice(at, 1).length > 0
  }
}
