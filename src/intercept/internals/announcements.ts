import { channel, type Channel } from 'node:diagnostics_channel'
import { lazy } from '../../util/lazy.ts'

/** Channels of Node that announce requests of `node:http`, and streams of `node:http2`. */
const names = [
  ...['created', 'start', 'bodyChunkSent', 'bodySent', 'error'].map((event) => `http.client.request.${event}`),
  'http.client.response.finish',
  ...['client', 'server'].flatMap((side) =>
    ['created', 'start', 'bodyChunkSent', 'bodySent', 'finish', 'error', 'close'].map(
      (event) => `http2.${side}.stream.${event}`,
    ),
  ),
]

interface Message {
  readonly request?: object
  readonly stream?: { readonly session?: object }
}

/** Requests, streams and sessions of which no channel speaks. */
const silent = new WeakSet<object>()
let isMaking = false

/**
 * Makes a request of ours, or a session for such requests, of which no channel of Node speaks. For tracers, a request is the
 * one that its client makes.
 */
export function withoutAnnouncement<T extends object>(make: () => T): T {
  silence()
  isMaking = true
  try {
    const made = make()
    silent.add(made)
    return made
  } finally {
    isMaking = false
  }
}

const silence = /* @__PURE__ */ lazy(() => {
  for (const name of names) {
    const announcing = channel(name)
    announcing.publish = (message) => {
      if (isSilent(message as Message)) return
      // A channel has another class while somebody listens to it.
      ;(Object.getPrototypeOf(announcing) as Channel).publish.call(announcing, message)
    }
  }
})

function isSilent({ request, stream }: Message): boolean {
  const subject = request ?? stream
  if (subject === undefined) return false
  const session = stream?.session
  if (isMaking || (session !== undefined && silent.has(session))) silent.add(subject)
  return silent.has(subject)
}
