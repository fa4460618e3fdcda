import { subscribe } from 'node:diagnostics_channel'
import { appLine, callSite, type CallSite } from '../util/app-frames.ts'

/**
 * Remembers where the app made its requests and connections. By the time one is refused, nothing on the stack is the
 * app's any more.
 */
export class CallSites {
  readonly #places = new WeakMap<object, CallSite>()

  /**
   * From now on remembers every request of undici, `fetch` and `node:http`.
   *
   * @see https://nodejs.org/api/diagnostics_channel.html#built-in-channels
   */
  rememberRequests(): void {
    for (const channel of ['undici:request:create', 'http.client.request.created'])
      subscribe(channel, (message) => this.remember((message as { request: object }).request))
    // What reaches the interception of a request of undici is the socket that it is written on.
    subscribe('undici:client:sendHeaders', (message) => {
      const { request, socket } = message as { request: object; socket: object }
      const place = this.#places.get(request)
      if (place !== undefined) this.#places.set(socket, place)
    })
  }

  /** Remembers the line that runs now as the one that asked for `subject`. */
  remember(subject: object): void {
    this.#places.set(subject, callSite())
  }

  /** The line of the app that asked for the first of these that is known, as a line of a stack. */
  lineOf(...subjects: ReadonlyArray<object | null | undefined>): string | undefined {
    for (const subject of subjects) {
      const place = subject == null ? undefined : this.#places.get(subject)
      const line = place && appLine(place)
      if (line !== undefined) return line
    }
    return undefined
  }
}
