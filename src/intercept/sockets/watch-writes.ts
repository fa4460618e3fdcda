import type { Writable } from 'node:stream'
import { like } from '../../util/like.ts'

type Done = (error?: Error | null) => void

type Pieces = ReadonlyArray<{ readonly chunk: string | Buffer; readonly encoding: string }>

/** The methods by which a stream writes what its client gives it. */
interface Writes<Stream> {
  _write: (this: Stream, piece: string | Buffer, encoding: string, done: Done) => void
  _writev: (this: Stream, pieces: Pieces, done: Done) => void
  _final: (this: Stream, done: Done) => void
}

const methods = ['_write', '_writev', '_final'] as const

/**
 * The fate of the bytes: they are written, they wait for those that follow, they are dropped, or the connection ends with
 * an error.
 */
export type Verdict = 'write' | 'wait' | 'drop' | Error

/**
 * Watches the bytes that are written on sockets, before TLS makes them secret, or on a stream of HTTP/2.
 *
 * @param on a stream, or the prototype of all sockets.
 * @param judge called with the bytes that wait, at the latest when none follow.
 * @param isWatched says whether the bytes of a stream count at all.
 * @returns stops watching.
 */
export function watchWrites<Stream extends Writable>(
  on: Stream,
  judge: (stream: Stream, bytes: Buffer, isWhole: boolean) => Verdict,
  isWatched: (stream: Stream) => boolean = () => true,
): () => void {
  const writes = on as unknown as Writes<Stream>
  const before: Writes<Stream> = { _write: writes._write, _writev: writes._writev, _final: writes._final }
  const waiting = new WeakMap<Stream, Buffer>()
  const take = (stream: Stream, piece: Buffer, done: Done, goOn: () => void): void => {
    const first = waiting.get(stream)
    const bytes = first === undefined ? piece : Buffer.concat([first, piece])
    waiting.delete(stream)
    const verdict = judge(stream, bytes, false)
    if (verdict instanceof Error) return done(verdict)
    if (verdict === 'wait') waiting.set(stream, bytes)
    else if (verdict === 'write')
      return first === undefined ? goOn() : before._write.call(stream, bytes, 'buffer', done)
    done()
  }
  const own: Writes<Stream> = {
    _write(piece, encoding, done) {
      if (!isWatched(this)) return before._write.call(this, piece, encoding, done)
      take(this, bytesOf(piece, encoding), done, () => before._write.call(this, piece, encoding, done))
    },
    _writev(pieces, done) {
      if (!isWatched(this)) return before._writev.call(this, pieces, done)
      const all = Buffer.concat(pieces.map(({ chunk, encoding }) => bytesOf(chunk, encoding)))
      take(this, all, done, () => before._write.call(this, all, 'buffer', done))
    },
    _final(done) {
      const end = (): void => before._final.call(this, done)
      const bytes = waiting.get(this)
      const verdict = bytes === undefined ? 'drop' : judge(this, bytes, true)
      if (verdict instanceof Error) return done(verdict)
      if (bytes === undefined || verdict === 'drop') return end()
      before._write.call(this, bytes, 'buffer', (error) => (error ? done(error) : end()))
    },
  }
  for (const name of methods) Object.assign(writes, { [name]: like(before[name], own[name]) })
  return () => {
    for (const name of methods) if (writes[name] === own[name]) Object.assign(writes, { [name]: before[name] })
  }
}

function bytesOf(piece: string | Buffer, encoding: string): Buffer {
  return typeof piece === 'string' ? Buffer.from(piece, encoding as BufferEncoding) : piece
}
