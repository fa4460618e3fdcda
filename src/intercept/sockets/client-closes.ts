import type { Socket } from 'node:net'
import type { CloseListener } from '../../answer/call.ts'
import { howClosed } from '../how-closed.ts'

/**
 * Tells how clients close the sockets of their requests: by an AbortSignal or in another way. MSW says only that a
 * request is over, and undici makes an `AbortError` of a reader's `cancel()` too. But an AbortSignal closes the socket
 * while it fires, and is then on the stack.
 *
 * @see docs/discoveries/abort-or-cancel.md
 */
export class ClientCloses {
  readonly #watched = new WeakSet<Socket>()
  readonly #listeners = new WeakMap<Socket, CloseListener>()
  readonly #closed = new WeakMap<Socket, Parameters<CloseListener>>()

  /** Watches a socket. Call it at the first request: MSW wraps the same method, and the outermost wrapper is called first. */
  watch(socket: Socket): void {
    if (this.#watched.has(socket)) return
    this.#watched.add(socket)
    const destroy = socket.destroy.bind(socket)
    socket.destroy = (error) => {
      if (!socket.destroyed && !this.#closed.has(socket)) {
        const closed = howClosed(error)
        this.#closed.set(socket, closed)
        this.#listeners.get(socket)?.(...closed)
      }
      return destroy(error)
    }
  }

  /** Calls back when the socket is closed, or now if it is. The last listener counts, since requests follow each other. */
  whenClosed(socket: Socket, listener: CloseListener): void {
    this.#listeners.set(socket, listener)
    const closed = this.#closed.get(socket)
    if (closed !== undefined) listener(...closed)
  }
}
