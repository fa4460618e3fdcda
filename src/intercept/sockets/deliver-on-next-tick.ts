import type { ClientSocket } from '../internals/node-internals.ts'

type Push = ClientSocket['push']

/** The two ways in which a client's socket receives bytes. */
const ways = new WeakMap<ClientSocket, { readonly atOnce: Push; readonly onNextTick: Push }>()

/**
 * From now on delivers bytes to the client in a tick of their own, as a network does. Node then announces the end of an
 * answer before any promise continues that waited for its last piece, so a client that cancels there (SDKs do at `[DONE]`)
 * cancels an answer that is over. MSW writes from promises: there the cancel comes first, and happy-dom throws at the end
 * that follows it.
 */
export function deliverOnNextTick(client: ClientSocket): void {
  let known = ways.get(client)
  if (known === undefined) ways.set(client, (known = waysOf(client)))
  client.push = known.onNextTick
}

/** From now on delivers bytes as MSW does, for a request that may go elsewhere. */
export function deliverAtOnce(client: ClientSocket): void {
  const known = ways.get(client)
  if (known !== undefined) client.push = known.atOnce
}

function waysOf(client: ClientSocket): { atOnce: Push; onNextTick: Push } {
  const atOnce = client.push.bind(client)
  let waiting: Array<Parameters<Push>> = []
  const flush = (): void => {
    const pieces = waiting
    waiting = []
    for (const piece of pieces) atOnce(...piece)
  }
  const onNextTick: Push = (...piece) => {
    if (waiting.push(piece) === 1) process.nextTick(flush)
    return client.readableLength < client.readableHighWaterMark
  }
  return { atOnce, onNextTick }
}
