import type { Socket } from 'node:net'
import { announceConnected, joinToStream } from '../internals/node-internals.ts'
import { readRequest, type WrittenRequest } from '../sockets/read-written-request.ts'
import { noContent } from '../sockets/written-requests.ts'

export interface HereRules {
  readonly isDropped: (method: string, url: URL) => boolean
  readonly drop: (url: URL) => void
  /** The error of any other request, which is `undefined` where it is none of HTTP/1.1. */
  readonly refuse: (request: WrittenRequest | undefined) => Error | undefined
}

/**
 * Lets a client believe that its socket has connected, and reads its requests: telemetry is answered, and for any
 * other the connection ends with an error.
 *
 * @param args the arguments of `socket.connect()`.
 */
export function answerHere(socket: Socket, args: readonly unknown[], { isDropped, drop, refuse }: HereRules): Socket {
  const isSecure = 'encrypted' in socket
  // That of a TLS socket begins its handshake.
  const connected = [args].flat(2).find((arg) => typeof arg === 'function') as (() => void) | undefined
  if (!isSecure && connected !== undefined) socket.once('connect', connected)
  const server = joinToStream(socket)
  Object.assign(socket, { alpnProtocol: false })
  let bytes = Buffer.alloc(0)
  server.on('data', (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece])
    while (bytes.length > 0) {
      const request = readRequest(bytes, isSecure)
      if (request === 'begun') return
      if (request === undefined || !isDropped(request.method, request.url)) return void socket.destroy(refuse(request))
      if (request.body === undefined) return
      bytes = bytes.subarray(request.length)
      drop(request.url)
      server.write(noContent)
    }
  })
  announceConnected(socket)
  return socket
}
