import type { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/** The methods by which a socket writes what its client gives it. */
interface Writes {
  _write: (this: Socket, piece: string | Buffer, encoding: string, done: Done) => void
  _writev?: (this: Socket, pieces: ReadonlyArray<{ chunk: string | Buffer; encoding: string }>, done: Done) => void
}

/**
 * The fate of the bytes: they are written, they wait for those that follow, they are dropped, or the connection ends with
 * an error.
 */
export type Verdict = 'write' | 'wait' | 'drop' | Error

/**
 * Watches the bytes that are written on sockets, before TLS makes them secret.
 *
 * @param on a socket, or the prototype of all sockets.
 * @param judge called with the bytes that wait.
 * @returns stops watching.
 */
export function watchWrites(on: object, judge: (socket: Socket, bytes: Buffer) => Verdict): () => void {
  const writes = on as Writes
  const { _write: write, _writev: writeAll } = writes
  const waiting = new WeakMap<Socket, Buffer>()
  const take = (socket: Socket, piece: Buffer, done: Done, goOn: () => void): void => {
    const before = waiting.get(socket)
    const bytes = before === undefined ? piece : Buffer.concat([before, piece])
    waiting.delete(socket)
    const verdict = judge(socket, bytes)
    if (verdict instanceof Error) return done(verdict)
    if (verdict === 'wait') waiting.set(socket, bytes)
    else if (verdict === 'write') return before === undefined ? goOn() : write.call(socket, bytes, 'buffer', done)
    done()
  }
  const own: Required<Writes> = {
    _write(piece, encoding, done) {
      take(this, bytesOf(piece, encoding), done, () => write.call(this, piece, encoding, done))
    },
    _writev(pieces, done) {
      const all = Buffer.concat(pieces.map(({ chunk, encoding }) => bytesOf(chunk, encoding)))
      take(this, all, done, () => writeAll!.call(this, pieces, done))
    },
  }
  Object.assign(writes, own)
  return () => {
    if (writes._write === own._write) writes._write = write
    if (writes._writev === own._writev && writeAll !== undefined) writes._writev = writeAll
  }
}

function bytesOf(piece: string | Buffer, encoding: string): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece, encoding as BufferEncoding) : piece
}
