import type { InFlight } from '../../../session/in-flight.ts'
import { settled } from '../../../session/settled.ts'
import type { TestAttempt } from '../../../session/test-attempt.ts'
import { sleep } from '../../../stream/clock.ts'

/**
 * How long, in milliseconds, the end of a test waits for answers in flight: they are paid for. A test that failed waits
 * less, since its failure may be the very timeout that waited for an answer.
 */
const patience = { begun: 20_000, recording: 30_000, otherwise: 1_000 }

/** Waits for the requests that the test has begun without waiting for them, and for those that follow from them. */
export async function waitForBegun({ inFlight, traffic }: TestAttempt, isPaidFor: boolean): Promise<void> {
  let isOver = false
  const wait = async (): Promise<void> => {
    while (inFlight.isBusy && !isOver) {
      await inFlight.idle()
      await settled(
        () => traffic.events.length,
        () => isOver,
      )
    }
  }
  await Promise.race([wait(), sleep(isPaidFor ? patience.begun : patience.otherwise)])
  isOver = true
}

/** Lets what is in flight settle, then ends it. */
export async function cleanUp(inFlight: InFlight, isPaidFor: boolean): Promise<void> {
  inFlight.endResting()
  if (inFlight.count === 0) return
  await Promise.race([inFlight.settled(), sleep(isPaidFor ? patience.recording : patience.otherwise)])
  if (inFlight.count === 0) return
  inFlight.stop()
  await Promise.race([inFlight.settled(), sleep(patience.otherwise)])
}
