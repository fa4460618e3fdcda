import type { ClientSocket } from './client-sockets.ts'

type Push = ClientSocket['push']

/** Both ways in which a client's socket can be given what comes for it. */
const ways = new WeakMap<ClientSocket, { readonly atOnce: Push; readonly inTicks: Push }>()

/**
 * Hands the client what comes for it in a tick of its own, as a network does: there Node tells that an answer has ended
 * before any promise goes on that waited for its last piece. A client that cancels then (SDKs do at `[DONE]`) cancels
 * what is over. MSW writes from promises, so the cancelling came first, and happy-dom throws at an end after it.
 */
export function deliverOnNextTick(client: ClientSocket): void {
  let known = ways.get(client)
  if (known === undefined) ways.set(client, (known = waysOf(client)))
  client.push = known.inTicks
}

/** Gives the socket back as it was, for a request that may go elsewhere. */
export function deliverAtOnce(client: ClientSocket): void {
  const known = ways.get(client)
  if (known !== undefined) client.push = known.atOnce
}

function waysOf(client: ClientSocket): { atOnce: Push; inTicks: Push } {
  const atOnce = client.push.bind(client)
  let waiting: Array<Parameters<Push>> = []
  const flush = (): void => {
    const all = waiting
    waiting = []
    for (const one of all) atOnce(...one)
  }
  const inTicks: Push = (...one) => {
    if (waiting.push(one) === 1) process.nextTick(flush)
    return client.readableLength < client.readableHighWaterMark
  }
  return { atOnce, inTicks }
}
