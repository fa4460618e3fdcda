import type { Socket } from 'node:net'
import { openConnection, type ConnectionEvent } from '../internals/msw-internals.ts'
import type { ClientSocket } from '../internals/node-internals.ts'

/** A real connection while a request goes over it. */
interface Taken {
  readonly connection: Socket
  /** Call it when the request is over. */
  readonly giveBack: () => void
}

/** The real connections of clients whose sockets are answered here: one for each, over which its live requests follow each other. */
export class LiveConnections {
  readonly #idle = new WeakMap<ClientSocket, Socket>()

  /** Takes the connection of a client for a request. It is opened with the options of the client. */
  take(client: ClientSocket, asked: ConnectionEvent): Taken {
    const idle = this.#idle.get(client)
    this.#idle.delete(client)
    if (idle?.destroyed === false) return { connection: idle.ref(), giveBack: () => this.#keep(client, idle) }
    const { connection, giveBack } = openConnection(asked)
    // Whoever uses the connection hears of its errors.
    connection.on('error', () => {})
    if (giveBack !== undefined) return { connection, giveBack }
    client.once('close', () => {
      if (this.#idle.get(client) === connection) connection.destroy()
    })
    return { connection, giveBack: () => this.#keep(client, connection) }
  }

  /** Keeps a connection for the next request of its client. */
  #keep(client: ClientSocket, connection: Socket): void {
    if (client.destroyed) connection.destroy()
    if (!connection.destroyed) this.#idle.set(client, connection.unref())
  }
}
