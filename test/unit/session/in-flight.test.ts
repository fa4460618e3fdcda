import { expect, test } from 'vitest'
import { InFlight } from '../../../src/session/in-flight.ts'

test('the end of a test waits for each answer that is being given, also for one that begins while it waits', async () => {
  const inFlight = new InFlight()
  const ended: string[] = []
  const first = inFlight.hold()
  const waits = [inFlight.settled(), inFlight.idle()].map((wait) => wait.then(() => ended.push('settled')))
  await Promise.resolve()
  const second = inFlight.hold()
  first()
  await new Promise(setImmediate)
  expect([inFlight.count, inFlight.isBusy, ended]).toEqual([1, true, []])
  second()
  await Promise.all(waits)
  expect([inFlight.count, inFlight.isBusy, ended.length]).toEqual([0, false, 2])
})
