import type { Socket } from 'node:net'
import type { ConnectionController } from '../internals/msw-internals.ts'
import type { ClientSocket } from '../internals/node-internals.ts'

/** The real connections of clients whose sockets are answered here: one for each, over which its live requests follow each other. */
export class LiveConnections {
  readonly #idle = new WeakMap<ClientSocket, Socket>()

  /** Takes the connection of a client for a request. It is opened with the options of the client. */
  take(client: ClientSocket, controller: Pick<ConnectionController, 'createConnection'>): Socket {
    const idle = this.#idle.get(client)
    this.#idle.delete(client)
    if (idle?.destroyed === false) return idle.ref()
    const connection = controller.createConnection()
    // Whoever uses the connection hears of its errors.
    connection.on('error', () => {})
    client.once('close', () => {
      if (this.#idle.get(client) === connection) connection.destroy()
    })
    return connection
  }

  /** Keeps a connection for the next request of its client. */
  keep(client: ClientSocket, connection: Socket): void {
    if (client.destroyed) connection.destroy()
    if (!connection.destroyed) this.#idle.set(client, connection.unref())
  }
}
