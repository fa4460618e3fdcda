import type { IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import { headersForPage } from '../../http/cross-origin.ts'
import { plainStatusText } from '../../http/plain-status-text.ts'
import type { AnswerReceiver, RawHeaders } from '../live/answer-relay.ts'

interface Connection {
  readonly method: string
  /** The server's end of the client's socket. */
  readonly server: Writable
  /** Finishes the connection of the client, before the first byte. */
  readonly connect: () => Promise<void>
  /** Says whether the client has ended its side, and waits for the end of the other one. */
  readonly hasEnded?: () => boolean
  /** Ends the client's connection with an error. */
  readonly destroy: (error: Error) => void
  /** The origin of the page that reads the answer, where a test environment emulates one. */
  readonly page: string | undefined
}

/** The client of a live call that reads HTTP/1.1 from its socket. Node writes what it reads, in the pieces that came. */
export function socketReceiver({ method, server, connect, hasEnded, destroy, page }: Connection): AnswerReceiver {
  const { ServerResponse } = process.getBuiltinModule('node:http')
  const answer = new ServerResponse({ method, httpVersionMajor: 1, httpVersionMinor: 1 } as IncomingMessage)
  // The client has the headers of the provider, and no others.
  for (const name of ['connection', 'date', 'transfer-encoding']) answer.removeHeader(name)
  let connected: Promise<void> | undefined
  const writeOut = (bytes: Buffer, done: () => void): void =>
    void (connected ??= connect()).then(() => server.write(bytes, () => done()))
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => writeOut(chunk, done),
    writev: (chunks, done) => writeOut(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done),
  })
  // Node writes a head that it sends alone in the default encoding.
  writable.setDefaultEncoding('latin1')
  // Node writes only to a socket.
  answer.assignSocket(writable as never)
  writable.on('drain', () => answer.emit('drain'))
  let endsWithConnection = false
  return {
    head(status, headers, statusText) {
      if (status < 200) return void writable.write(informational(status, headers, statusText))
      endsWithConnection = isLastOfConnection(headers, method === 'HEAD' || status === 204 || status === 304)
      const names = headers.filter((_, at) => at % 2 === 0).map(textOf)
      const more = page === undefined ? [] : headersForPage(page, names)
      answer.writeHead(status, plainStatusText(statusText), [...headers.map(textOf), ...more])
      answer.flushHeaders()
    },
    data(piece) {
      // With the end, if it came in the same packet: happy-dom fails at an end that comes after its reader has left.
      if (writable.writableCorked === 0) {
        writable.cork()
        void Promise.resolve().then(() => writable.uncork())
      }
      answer.write(piece)
    },
    end(trailers = []) {
      answer.addTrailers(pairsOf(trailers.map(textOf)))
      answer.end(() => (endsWithConnection || hasEnded?.()) && server.end())
    },
    // The client has all that came before.
    fail: (error) => void writable.end(() => destroy(error)),
    ready() {
      // The response itself does not learn that its bytes have been written.
      if (!writable.writableNeedDrain || server.destroyed) return undefined
      return new Promise((ready) => {
        const isReady = (): void => {
          writable.off('drain', isReady)
          server.off('close', isReady)
          ready()
        }
        writable.once('drain', isReady)
        server.once('close', isReady)
      })
    },
  }
}

/** Says whether the end of the connection is the end of an answer with these headers. */
function isLastOfConnection(headers: RawHeaders, isBodiless: boolean): boolean {
  const named = (name: string): string | undefined => {
    const at = headers.findIndex((text, index) => index % 2 === 0 && textOf(text).toLowerCase() === name)
    return at === -1 ? undefined : textOf(headers[at + 1]!).toLowerCase()
  }
  if (named('connection') === 'close') return true
  return !isBodiless && named('content-length') === undefined && named('transfer-encoding') === undefined
}

function informational(status: number, headers: RawHeaders, statusText: string): string {
  const lines = pairsOf(headers.map(textOf)).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${statusText}`, ...lines, '', ''].join('\r\n')
}

function pairsOf(flat: readonly string[]): Array<[string, string]> {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]!] as [string, string]] : []))
}

function textOf(text: Buffer | string): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
