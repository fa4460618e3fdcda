import type { Redirect } from '../http/upstream.ts'
import type { Call } from './call.ts'

/** Lets the client's own call go on to the provider. Nobody reads the copy of the answer. */
export function goUnrecorded(goLive: Call['goLive'], redirect?: Redirect): void {
  const { signal } = new AbortController()
  const delivery = { turn: () => undefined, handOver() {}, leave() {} }
  goLive({ signal, left() {}, delivery, redirect, holdsBack: false }).then(
    ({ body }) => body?.cancel(),
    () => {},
  )
}
