import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  ClientSessionRequestOptions,
  OutgoingHttpHeaders,
  Settings,
} from 'node:http2'
import type { Socket } from 'node:net'
import { withoutAnnouncement } from '../internals/announcements.ts'
import type { Http2Request } from '../internals/node-internals.ts'

interface Ends {
  /** Opens the connection that the client has asked for. */
  readonly open: () => Socket
  /** The server asks its client to make no more requests. */
  readonly goAway: () => void
}

/** The real session of a client that is answered here. It is opened with the client's own options at the first live request. */
export class LiveSession {
  readonly #ends: Ends
  readonly #request: Http2Request
  #session: ClientHttp2Session | undefined
  #settings: Settings = { enablePush: false }

  /** @param request `session.request` as Node has it. */
  constructor(request: Http2Request, ends: Ends) {
    this.#request = request
    this.#ends = ends
  }

  request(origin: string, headers: OutgoingHttpHeaders, options: ClientSessionRequestOptions): ClientHttp2Stream {
    return this.#request.call(this.#open(origin), headers, options)
  }

  /** Gives the session the settings of the client. Its pushed streams would reach nobody. */
  settings(settings: Settings): void {
    this.#settings = { ...settings, enablePush: false }
    if (this.#session?.destroyed === false) this.#session.settings(this.#settings)
  }

  /** The requests that are under way end first. */
  close(): void {
    this.#session?.close()
  }

  #open(origin: string): ClientHttp2Session {
    if (this.#session?.closed === false && !this.#session.destroyed) return this.#session
    const connection = this.#ends.open()
    const session = withoutAnnouncement(() =>
      process
        .getBuiltinModule('node:http2')
        .connect(origin, { createConnection: () => connection, settings: this.#settings }),
    )
    // Each request hears of it.
    session.on('error', () => {})
    session.on('goaway', (code) => code === 0 && this.#ends.goAway())
    this.#session = session
    return session
  }
}
