import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answer } from '../../src/answer/answer.ts'
import { withOrder } from '../../src/cassette/order/with-order.ts'
import type { Interaction } from '../../src/cassette/interaction.ts'
import { diagnose } from '../../src/diagnostics/diagnose.ts'
import { serializeCassette } from '../../src/format/serialize.ts'
import { asResponse } from '../../src/http/given-response.ts'
import { keyOf } from '../../src/match/match-rules.ts'
import { OpenCassette } from '../../src/store/open-cassette.ts'
import type { TestAttempt } from '../../src/session/test-attempt.ts'
import { nextTurn } from '../../src/stream/clock.ts'
import { concurrentApp, runApp, type AskProvider, type Plan } from '../unit/support/concurrent-app.ts'
import { folder } from '../unit/support/folder.ts'
import { ownCall } from '../unit/support/own-call.ts'
import { attemptAt, Replaying } from '../unit/support/replaying.ts'
import { TimedProvider } from '../unit/support/timed-provider.ts'

const owner = { file: 'test/agent.test.ts', name: 'books a table' }

/** Asks as the interception does. */
function askThrough({ attempt, worker, fetch }: Replaying): AskProvider {
  return async (question, { isStreamed, signal, onPiece }) => {
    const body = JSON.stringify({ question, stream: isStreamed })
    const request = new Request('https://api.openai.com/v1/responses', { method: 'POST', body, signal })
    const { promise: aborted, reject } = Promise.withResolvers<never>()
    aborted.catch(() => {})
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
    const own = ownCall(request, fetch)
    const call = { request, caller: { attempt, lane: 'main' }, breakConnection: () => {}, ...own }
    // A client that gets no answer waits.
    const answered = answer(call, worker).then((given) => {
      if ('live' in given) return own.answered
      return 'response' in given ? asResponse(given.response) : aborted
    })
    const response = await Promise.race([answered, aborted])
    const reader = response.body!.getReader()
    let text = ''
    for (;;) {
      const read = await Promise.race([reader.read(), aborted]).catch((error: Error) => {
        void reader.cancel()
        throw error
      })
      if (read.done) break
      const piece = Buffer.from(read.value as Uint8Array).toString()
      if (isStreamed) onPiece(piece)
      text += piece
    }
    if (response.status !== 200) throw new Error(`${response.status} ${text}`)
    return text
  }
}

interface Recorded {
  readonly log: readonly string[]
  readonly interactions: readonly Interaction[]
}

/** Runs apps one after the other, as the steps of one test. */
async function runAll(plans: readonly Plan[], replaying: Replaying): Promise<string[]> {
  const log: string[] = []
  for (const plan of plans) log.push(...(await runApp(plan, askThrough(replaying))))
  return log
}

/** Records apps, as a test in `record` mode does, without the scan for secrets. */
async function record(plans: readonly Plan[], latencies: readonly number[], root: string): Promise<Recorded> {
  const provider = new TimedProvider(latencies)
  const path = join(root, 'recorded.json')
  const attempt = attemptAt(path, { root }, 'record')
  const cassette = openAt(path, attempt)
  attempt.cassette = cassette
  const log = await provider.during(runAll(plans, new Replaying(attempt, provider.fetch)))
  await provider.during(attempt.inFlight.settled())
  attempt.traffic.stop('test-ended')
  expect(attempt.errors).toEqual([])
  return { log, interactions: withOrder(cassette.used(), attempt.traffic.events) }
}

function openAt(path: string, attempt: TestAttempt): OpenCassette {
  const root = dirname(path)
  return new OpenCassette({
    root,
    path,
    journals: join(root, 'journals'),
    runFolder: join(root, 'kept'),
    owner,
    mode: 'record',
    keepFailures: false,
    keyOf: (request) => keyOf(request, attempt.comparing.matching),
    callOf: ({ url }) => url,
    command: attempt.test.command,
  })
}

/** A test that replays what was recorded. */
function replaying(interactions: readonly Interaction[], root: string): Replaying {
  const path = join(root, 'replayed.json')
  writeFileSync(path, serializeCassette(owner, interactions))
  return new Replaying(attemptAt(path, { root }))
}

// Every request looks for credentials in the environment, and there are thousands of requests here.
const environment = process.env
beforeAll(() => void (process.env = {}))
afterAll(() => void (process.env = environment))

const latencies = fc.array(fc.nat(40), { minLength: 8, maxLength: 40 })

test('2,000 concurrent apps see in a replay what they saw in the recording, in the same order', async () => {
  const plans = fc.array(concurrentApp, { minLength: 100, maxLength: 100 })
  let overlapping = 0
  await fc.assert(
    fc.asyncProperty(plans, latencies, async (apps, times) => {
      const root = folder()
      const recorded = await record(apps, times, root)
      overlapping += recorded.interactions.filter(({ order }) => order !== undefined).length
      const again = replaying(recorded.interactions, root)
      expect(await runAll(apps, again)).toEqual(recorded.log)
      expect(again.attempt.errors).toEqual([])
      expect(again.attempt.traffic.order?.givenUp).toBeUndefined()
      expect(again.attempt.cassette?.unused()).toEqual([])
    }),
    { numRuns: 20 },
  )
  expect(overlapping).toBeGreaterThan(2_000)
}, 600_000)

const ask = (question: string): Plan => ({ kind: 'ask', question, isStreamed: false })
/** The second question is answered before the first. */
const crossing = { plan: { kind: 'all', of: [ask('a'), ask('b')] } as Plan, latencies: [1, 30, 1, 1, 2, 1, 1, 1] }

test('an app that goes another way gets its answers, and the diagnostics say so', async () => {
  const root = folder()
  const { log, interactions } = await record([crossing.plan], crossing.latencies, root)
  expect(log.slice(0, 4)).toEqual(['ask a', 'ask b', 'got answer 2', 'got answer 1'])
  const again = replaying(interactions, root)
  // The answer to `a` came after that to `b`, which this app does not ask for.
  expect(await runAll([ask('a')], again)).toEqual(['ask a', 'got answer 1', 'result answer 1'])
  expect(again.attempt.traffic.order?.givenUp).toMatchObject({ kind: 'asked', interaction: { order: { asked: 2 } } })
  expect(diagnose(again.attempt.traffic).evidence).toContainEqual(
    expect.objectContaining({ type: 'answer_order_given_up' }),
  )
})

test('an app that asks for something new gets what is held back at once', async () => {
  const root = folder()
  const { interactions } = await record([crossing.plan], crossing.latencies, root)
  const again = replaying(interactions, root)
  const log = await runAll([{ kind: 'all', of: [ask('a'), ask('new')] }], again)
  expect(log.slice(0, 2)).toEqual(['ask a', 'ask new'])
  expect(log).toContain('got answer 1')
  expect(again.attempt.traffic.order?.givenUp).toBeUndefined()
})

test('the end of a test releases what is held back', async () => {
  const root = folder()
  const { interactions } = await record([crossing.plan], crossing.latencies, root)
  const again = replaying(interactions, root)
  const running = runAll([ask('a')], again)
  while (again.attempt.inFlight.count === 0) await nextTurn()
  again.attempt.traffic.stop('test-ended')
  expect(await running).toContain('got answer 1')
  expect(again.attempt.traffic.order?.givenUp).toBeUndefined()
})

test('a cassette without a recorded order gives its answers as they are asked for', async () => {
  const root = folder()
  const { interactions } = await record([crossing.plan], crossing.latencies, root)
  const old = interactions.map(({ order: _order, ...rest }) => rest as Interaction)
  expect(await runAll([crossing.plan], replaying(old, root))).toEqual([
    'ask a',
    'ask b',
    'got answer 1',
    'got answer 2',
    'result answer 1+answer 2',
  ])
})

test('requests that follow one another store no order', async () => {
  const sequential: Plan = { kind: 'series', of: [ask('a'), ask('a'), { kind: 'combine' }] }
  const { interactions } = await record([sequential], [3], folder())
  expect(interactions).toHaveLength(3)
  expect(interactions.filter((interaction) => 'order' in interaction)).toEqual([])
})
