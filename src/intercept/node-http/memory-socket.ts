import { Socket } from 'node:net'
import { Writable } from 'node:stream'

type Done = (error?: Error | null) => void

/**
 * The client's end of a connection in this process, for a request of `node:http` that is answered here. The timeouts of the
 * client run on it as on any socket.
 */
export class MemorySocket extends Socket {
  /** The other end. What is written there arrives in a tick of its own, as from a network. */
  readonly serverEnd: Writable
  readonly #whenDestroyed: (error: Error | undefined) => void
  /** Continues to write when the client reads on. */
  #whenRead: Done | undefined

  /** @param whenDestroyed called in the turn in which the client, or a break, ends the connection. */
  constructor({ protocol, port }: URL, whenDestroyed: (error: Error | undefined) => void) {
    super()
    this.#whenDestroyed = whenDestroyed
    const isSecure = protocol === 'https:'
    const address = { address: '127.0.0.1', family: 'IPv4', port: Number(port || (isSecure ? 443 : 80)) }
    const values = {
      remoteAddress: address.address,
      remoteFamily: address.family,
      remotePort: address.port,
      localAddress: address.address,
      localPort: address.port,
      address: () => address,
      ...(isSecure && { encrypted: true, authorized: true, authorizationError: null, ...certificate }),
    }
    for (const [name, value] of Object.entries(values)) Object.defineProperty(this, name, { value, configurable: true })
    this.serverEnd = new Writable({
      // Node writes a head that it sends alone in this encoding.
      defaultEncoding: 'latin1',
      write: (chunk: Buffer, _encoding, done) => this.#receive([chunk], done),
      writev: (chunks, done) =>
        this.#receive(
          chunks.map(({ chunk }) => chunk as Buffer),
          done,
        ),
      final: (done) => {
        process.nextTick(() => this.push(null))
        done()
      },
    })
    // An agent would keep it for another request.
    this.once('free', () => this.destroy())
  }

  #receive(chunks: readonly Buffer[], done: Done): void {
    process.nextTick(() => {
      if (this.destroyed) return done()
      this.#isBusy()
      const takesMore = chunks.map((chunk) => this.push(chunk)).at(-1)
      if (takesMore === false) this.#whenRead = done
      else done()
    })
  }

  /** As any socket, it is not silent while it receives or sends. */
  #isBusy(): void {
    if (this.timeout) this.setTimeout(this.timeout)
  }

  override _read(): void {
    const done = this.#whenRead
    this.#whenRead = undefined
    done?.()
  }

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: Done): void {
    this.#isBusy()
    done()
  }

  override _writev(_chunks: unknown, done: Done): void {
    this.#isBusy()
    done()
  }

  override _final(done: Done): void {
    done()
  }

  override destroy(error?: Error): this {
    if (!this.destroyed) this.#whenDestroyed(error)
    return super.destroy(error)
  }
}

/** The methods of a TLS socket that clients call on a connection. */
const certificate = {
  getPeerCertificate: () => ({}),
  getProtocol: () => 'TLSv1.3',
  isSessionReused: () => false,
}
