import type { Socket } from 'node:net'

interface Writes {
  _write?: (piece: string | Buffer, ...rest: unknown[]) => void
}

/**
 * Calls back with the beginning of the first bytes that are written on a socket, before they are.
 *
 * @param look called once, with up to 32 characters of bytes, or with a whole text.
 */
export function beforeFirstWrite(socket: Socket, look: (head: string) => void): void {
  // Another library that writes by itself is left alone.
  if (Object.hasOwn(socket, '_write')) return
  const writes = socket as unknown as Writes
  writes._write = (piece, ...rest) => {
    delete writes._write
    look(typeof piece === 'string' ? piece : piece.toString('latin1', 0, 32))
    ;(socket as unknown as Required<Writes>)._write(piece, ...rest)
  }
}
