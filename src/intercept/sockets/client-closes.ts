import type { Socket } from 'node:net'
import { getCallSites } from 'node:util'
import type { CloseListener } from '../../answer/call.ts'

/** Frames of a stack that are looked at: between an AbortSignal and the socket that it closes stands a client's own code. */
const frames = 100

/**
 * Tells how clients close the sockets of their requests: by an AbortSignal or in another way. MSW says only that a
 * request is over, and so does the error of a client: undici makes an `AbortError` of a reader's `cancel()`. But an
 * AbortSignal closes the socket while it fires, and is then on the stack.
 *
 * @see docs/discoveries/abort-or-cancel.md
 */
export class ClientCloses {
  readonly #watched = new WeakSet<Socket>()
  readonly #listeners = new WeakMap<Socket, CloseListener>()
  readonly #closed = new WeakMap<Socket, Parameters<CloseListener>[0]>()

  /** Watches a socket. Not before its first request: MSW wraps the same method, and what is outermost hears of it first. */
  watch(socket: Socket): void {
    if (this.#watched.has(socket)) return
    this.#watched.add(socket)
    const destroy = socket.destroy.bind(socket)
    socket.destroy = (error) => {
      if (!socket.destroyed && !this.#closed.has(socket)) {
        const how = isSignalFiring() ? 'aborted' : 'closed'
        this.#closed.set(socket, how)
        this.#listeners.get(socket)?.(how)
      }
      return destroy(error)
    }
  }

  /** Calls back when the socket is closed, or now if it is: for the last who asked, since requests follow each other. */
  whenClosed(socket: Socket, listener: CloseListener): void {
    this.#listeners.set(socket, listener)
    const how = this.#closed.get(socket)
    if (how !== undefined) listener(how)
  }
}

function isSignalFiring(): boolean {
  return getCallSites(frames).some(({ scriptName }) => scriptName === 'node:internal/abort_controller')
}
