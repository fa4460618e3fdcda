import type { ClientRequest } from 'node:http'
import { timers } from '../../stream/clock.ts'
import { endWithoutConnection, hangUp, headOf, keptBytes, knownHeadOf } from '../internals/node-internals.ts'
import { writtenBody } from '../sockets/read-written-request.ts'

interface HoldListener {
  /** The head of the request is known. Gives false for a request that is to go on now. */
  head(head: string): boolean
  /**
   * The client may wait for a connection before it writes anything. Gives false for a request that is to go on now, by
   * what is known of its head.
   */
  waits(head: string): boolean
  /** The client has written the whole request. */
  whole(body: Buffer<ArrayBuffer>): void
  /** The client has ended the request, which has no connection. */
  left(error: Error | undefined): void
}

/** Lets a request go: from now on its client writes to a connection. */
export type Release = () => void

type Callback = (error?: Error | null) => void

/**
 * Keeps a request of `node:http` from a connection while its client writes it. Node buffers the request until then, as for
 * an agent that has no connection free.
 */
export function holdRequest(request: ClientRequest, listener: HoldListener): Release {
  // A client that opens a connection by itself may have written by now.
  const pieces: Buffer[] = [writtenBody(keptBytes(request))]
  let isDecided = false
  let isNew = true
  process.nextTick(() => (isNew = false))
  const release = (): void => {
    for (const name of ['write', 'end', 'flushHeaders', 'destroy'] as const)
      delete (request as Partial<ClientRequest>)[name]
  }
  const decide = (): void => {
    const head = isDecided ? undefined : headOf(request)
    if (head === undefined) return
    isDecided = true
    if (!listener.head(head)) release()
  }
  const write = request.write.bind(request)
  const end = request.end.bind(request) as (...given: unknown[]) => unknown
  const flushHeaders = request.flushHeaders.bind(request)
  const destroy = request.destroy.bind(request)
  const isHeld = (): boolean => Object.hasOwn(request, 'write')
  Object.assign(request, {
    write(chunk: string | Uint8Array, ...rest: [encoding?: BufferEncoding | Callback, callback?: Callback]) {
      const [encoding, callback] = rest
      const done = typeof encoding === 'function' ? encoding : callback
      const coding = typeof encoding === 'string' ? encoding : 'utf8'
      const takesMore = write(chunk, coding)
      pieces.push(bytesOf(chunk, coding))
      // A client that waits until its piece is sent would wait for ever.
      if (done !== undefined) timers.setImmediate(done)
      // On a connection, Node says it.
      if (!takesMore) timers.setImmediate(() => isHeld() && request.socket === null && request.emit('drain'))
      decide()
      return takesMore
    },
    end(...given: [chunk?: unknown, encoding?: unknown, callback?: Callback]) {
      const isFirst = !request.writableEnded
      end(...given)
      const [chunk, encoding] = given
      if (isFirst && (typeof chunk === 'string' || chunk instanceof Uint8Array))
        pieces.push(bytesOf(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'))
      decide()
      if (isFirst && isHeld() && !request.destroyed) listener.whole(Buffer.concat(pieces))
      return request
    },
    flushHeaders() {
      flushHeaders()
      decide()
    },
    destroy(error?: Error) {
      if (request.destroyed) return request
      listener.left(error)
      destroy(error)
      // Node tells the client of an abort as of a connection that closes, unless it comes before the connection.
      endWithoutConnection(request, isNew ? undefined : (error ?? hangUp()))
      return request
    },
  })
  decide()
  if (request.writableEnded && isHeld()) process.nextTick(() => listener.whole(Buffer.concat(pieces)))
  timers.setImmediate(() => {
    if (isDecided || request.destroyed || request.listenerCount('socket') === 0) return
    isDecided = !listener.waits(knownHeadOf(request))
    if (isDecided) release()
    // From now on the connection says how it ends.
    else delete (request as Partial<ClientRequest>).destroy
  })
  return release
}

function bytesOf(chunk: string | Uint8Array, encoding: BufferEncoding): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk)
}
