import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { nextTurn } from '../../stream/clock.ts'
import type { AnswerReceiver, RawHeaders } from '../live/answer-relay.ts'
import { closeStream } from './stream-closed.ts'

/** Headers that HTTP/2 forbids, because it frames messages itself. A redirect leads to a server that sends them. */
const forbidden = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'])

/**
 * The client of a live call that reads a stream of HTTP/2.
 *
 * @param destroy ends the client's connection with an error.
 */
export function streamReceiver(stream: ServerHttp2Stream, destroy: (error: Error) => void): AnswerReceiver {
  // Node closes a client's stream that is over before its app reads from it (ERR_STREAM_PREMATURE_CLOSE). Over a network
  // a turn of the event loop lies between the head of an answer and its end.
  let turn: Promise<void> = Promise.resolve()
  const then = (write: () => void): void => {
    turn = turn.then(() => {
      if (!stream.destroyed && !stream.closed) write()
    })
  }
  return {
    head(status, headers) {
      const head = { ':status': status, ...objectOf(headers) }
      then(() =>
        status < 200
          ? stream.additionalHeaders(head)
          : stream.respond(head, { waitForTrailers: true, sendDate: false } as object),
      )
      turn = turn.then(() => nextTurn())
    },
    data: (piece) => then(() => void stream.write(piece)),
    end(trailers = []) {
      stream.once('wantTrailers', () => stream.sendTrailers(objectOf(trailers)))
      turn = turn.then(() => nextTurn())
      then(() => void stream.end())
    },
    fail(error) {
      // The client has all that came before.
      turn = turn.then(() => nextTurn())
      then(() => closeStream(stream, error) || destroy(error))
    },
    ready() {
      if (!stream.writableNeedDrain) return undefined
      return new Promise((ready) => {
        stream.once('drain', ready)
        stream.once('close', ready)
      })
    },
  }
}

function objectOf(raw: RawHeaders): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = textOf(raw[at]!).toLowerCase()
    if (!forbidden.has(name)) (headers[name] ??= []).push(textOf(raw[at + 1]!))
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
}

function textOf(text: Buffer | string): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
