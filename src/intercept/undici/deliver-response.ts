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
  response: Response,
  client: UndiciClient,
  left: AbortSignal,
  silence: Pick<SilenceTimer, 'expect' | 'end'>,
): Promise<void> {
  if (left.aborted) return
  const reader = response.body?.getReader()
  left.addEventListener('abort', () => void reader?.cancel().catch(() => {}), { once: true })
  const deliver = onNextTick(left)
  client.head(response.status, rawHeaders(response.headers), response.statusText || usualText(response.status))
  try {
    for (;;) {
      const ready = client.ready()
      // The client keeps the body waiting.
      if (ready !== undefined) silence.end()
      await ready
      silence.expect('body')
      const read = await reader?.read()
      if (read === undefined || read.done) break
      const { buffer, byteOffset, byteLength } = read.value as Uint8Array
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

function rawHeaders(headers: Headers): Buffer[] {
  return [...headers].flat().map((text) => Buffer.from(text, 'latin1'))
}

/** `node:http`, which knows the others, is loaded for them only. */
function usualText(status: number): string {
  return status === 200 ? 'OK' : (process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '')
}
