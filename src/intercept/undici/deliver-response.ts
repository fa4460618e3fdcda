import { bufferOf } from '../../body/bytes-of.ts'
import type { GivenResponse } from '../../http/given-response.ts'
import { usualStatusText } from '../../http/status-text.ts'
import { sourceOf, type BodySource } from '../../stream/body-source.ts'
import { nextTurn } from '../../stream/clock.ts'
import { remember } from '../../util/remember.ts'
import type { Departure } from './departure.ts'
import type { SilenceTimer } from './silence-timer.ts'
import type { UndiciClient } from './undici-client.ts'

/**
 * Gives a response to the client of a dispatcher, each piece of its body as one piece.
 *
 * The pieces come in a tick of their own, as from a network: the client then hears of the end together with the last
 * piece, before any promise continues that waited for it.
 *
 * @param silence waits with the client.
 */
export function deliverResponse(
  response: GivenResponse,
  client: UndiciClient,
  departure: Departure,
  silence: Pick<SilenceTimer, 'expect' | 'end'>,
): Promise<void> | void {
  if (departure.hasCome) return
  const { status, statusText, headers, body } = response
  silence.end()
  client.head(status, rawHeaders(headers), statusText || usualStatusText(status))
  // A whole body needs no wait, except for a client that does not take it yet.
  if (ArrayBuffer.isView(body) && client.ready() === undefined) return deliverWhole(body, client, departure)
  return deliverPieces(sourceOf(body), client, departure, silence)
}

function deliverWhole(body: Uint8Array, client: UndiciClient, departure: Departure): void {
  process.nextTick(() => {
    if (body.byteLength > 0 && !departure.hasCome) client.data(bufferOf(body))
    if (!departure.hasCome) client.end()
  })
}

async function deliverPieces(
  source: BodySource,
  client: UndiciClient,
  departure: Departure,
  silence: Pick<SilenceTimer, 'expect' | 'end'>,
): Promise<void> {
  departure.whenCome(() => source.cancel())
  const deliver = onNextTick(departure)
  const turn = sharedTurns()
  try {
    for (;;) {
      const ready = client.ready()
      // The client keeps the body waiting.
      if (ready !== undefined) {
        silence.end()
        await ready
      }
      const next = source.next(turn)
      if (next instanceof Promise) silence.expect('body')
      const piece = await next
      if (piece === undefined) break
      deliver(() => client.data(bufferOf(piece)))
    }
    silence.end()
    deliver(() => client.end())
  } catch {
    // The body is broken together with the connection.
  }
}

/** Pieces in one turn of the event loop. A turn takes longer than most pieces. */
const piecesInTurn = 8

/**
 * Turns of which several are in one turn of the event loop. Undici gives a piece to the app in ticks and promises, and Node
 * runs these between them. Clients with a connection need a turn for each piece.
 */
function sharedTurns(): () => Promise<void> {
  let turns: Array<Promise<void>> = []
  return () => {
    if (turns.length === 0) turns = Array.from({ length: piecesInTurn }, nextTurn)
    return turns.shift()!
  }
}

function onNextTick(departure: Departure): (call: () => void) => void {
  let waiting: Array<() => void> = []
  const flush = (): void => {
    const calls = waiting
    waiting = []
    for (const call of calls) if (!departure.hasCome) call()
  }
  return (call) => {
    if (waiting.push(call) === 1) process.nextTick(flush)
  }
}

function rawHeaders(headers: GivenResponse['headers']): Buffer[] {
  const raw: Buffer[] = []
  for (const line of headers) raw.push(bytesIn(line[0]), bytesIn(line[1]))
  return raw
}

/** Most answers have the same headers. */
const bytesIn = remember((text) => Buffer.from(text, 'latin1'))
