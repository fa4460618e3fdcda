import type { Socket } from 'node:net'
import type { ConnectionEvent } from './interceptors.ts'

/**
 * Which client socket a request is written on, known while its first bytes are being delivered: a request is reported
 * in the same turn as the bytes that carry it.
 */
export class ClientSockets {
  #current: Socket | undefined

  /** The socket whose bytes are being delivered right now. */
  get current(): Socket | undefined {
    return this.#current
  }

  /** Listens on a new connection; call it before anyone else does. */
  watch = (event: ConnectionEvent): void => {
    const client = clientEnd(event.controller)
    event.socket.prependListener('data', () => {
      this.#current = client
      queueMicrotask(() => {
        if (this.#current === client) this.#current = undefined
      })
    })
  }
}

/** The client's end of an intercepted connection, which the controller keeps under a symbol of its own. */
function clientEnd(controller: object): Socket | undefined {
  const symbol = Object.getOwnPropertySymbols(controller).find(({ description }) => description === 'kRawSocket')
  return symbol === undefined ? undefined : ((controller as Record<symbol, unknown>)[symbol] as Socket)
}
