import { nextTurn } from '../../stream/clock.ts'
import type { ConnectionEvent } from '../internals/msw-internals.ts'

/** Connects a client whose request is answered here. It learns late that it is connected: another answer might come first. */
export async function connectClient({ controller }: ConnectionEvent): Promise<void> {
  if (controller.readyState === 0) controller.claim()
  await nextTurn()
}
