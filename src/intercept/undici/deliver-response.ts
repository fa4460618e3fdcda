import type { GivenResponse } from '../../http/given-response.ts'
import { usualStatusText } from '../../http/status-text.ts'
import { sourceOf } from '../../stream/body-source.ts'
import type { SilenceTimer } from './silence-timer.ts'
import type { UndiciClient } from './undici-client.ts'

/**
 * Gives a response to the client of a dispatcher, each piece of its body as one piece.
 *
 * The pieces come in a tick of their own, as from a network: the client then hears of the end together with the last
 * piece, before any promise continues that waited for it.
 *
 * @param left aborted when the client ends the request, or is given an error.
 * @param silence waits with the client.
 */
export async function deliverResponse(
  response: GivenResponse,
  client: UndiciClient,
  left: AbortSignal,
  silence: Pick<SilenceTimer, 'expect' | 'end'>,
): Promise<void> {
  if (left.aborted) return
  const { status, statusText, headers } = response
  const source = sourceOf(response.body)
  left.addEventListener('abort', () => source.cancel(), { once: true })
  const deliver = onNextTick(left)
  silence.end()
  client.head(status, rawHeaders(headers), statusText || usualStatusText(status))
  try {
    for (;;) {
      const ready = client.ready()
      // The client keeps the body waiting.
      if (ready !== undefined) {
        silence.end()
        await ready
      }
      const next = source.next()
      if (next instanceof Promise) silence.expect('body')
      const piece = await next
      if (piece === undefined) break
      const { buffer, byteOffset, byteLength } = piece
      deliver(() => client.data(Buffer.from(buffer, byteOffset, byteLength)))
    }
    silence.end()
    deliver(() => client.end())
  } catch {
    // The body is broken together with the connection.
  }
}

function onNextTick(left: AbortSignal): (call: () => void) => void {
  let waiting: Array<() => void> = []
  const flush = (): void => {
    const calls = waiting
    waiting = []
    for (const call of calls) if (!left.aborted) call()
  }
  return (call) => {
    if (waiting.push(call) === 1) process.nextTick(flush)
  }
}

function rawHeaders(headers: GivenResponse['headers']): Buffer[] {
  const raw: Buffer[] = []
  for (const [name, value] of headers) raw.push(Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1'))
  return raw
}
