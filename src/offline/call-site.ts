import { subscribe } from 'node:diagnostics_channel'

/** Where something was asked for: a stack that is written out only when it is looked at. */
interface Place {
  stack?: string
}

/**
 * Remembers where the app made its requests and connections. By the time one is refused, nothing on the stack is the
 * app's any more.
 */
export class CallSites {
  readonly #places = new WeakMap<object, Place>()

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
    this.#places.set(subject, placeOf())
  }

  /** The line of the app that asked for the first of these that is known, as a line of a stack. */
  lineOf(...subjects: ReadonlyArray<object | null | undefined>): string | undefined {
    for (const subject of subjects) {
      const place = subject == null ? undefined : this.#places.get(subject)
      const line = place && appFrame(place)
      if (line !== undefined) return line
    }
    return undefined
  }
}

/** The line of the app that runs now. */
export function appLine(): string | undefined {
  return appFrame(placeOf())
}

function placeOf(): Place {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 40
  const place: Place = {}
  Error.captureStackTrace(place, placeOf)
  Error.stackTraceLimit = stackTraceLimit
  return place
}

/** The innermost line that is neither Node's, nor ours, nor a package's. */
function appFrame({ stack = '' }: Place): string | undefined {
  const frames = stack.split('\n').slice(1)
  return frames.find((frame) => !/node:|[\\/]node_modules[\\/]|<anonymous>|native code/.test(frame))
}
