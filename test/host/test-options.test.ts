import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, chatEvent, json, startProvider } from '../support/provider.ts'

/** In the first run each test asks once more, or once less, than in the second. */
const files = {
  ...askModule,
  'own.test.ts': `
import { expect, test } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { ask, send } from './ask.ts'
const isFirst = process.env.RUN === '1'
const askTimes = async (times: number) => { for (let time = 0; time < times; time++) await ask('Hello') }

test('repeats', async () => {
  configureCassette({ onExhausted: 'repeat-last' })
  await askTimes(isFirst ? 1 : 3)
})
test('repeats not', () => askTimes(isFirst ? 1 : 3))
test('leaves over', async () => {
  configureCassette({ unused: 'ignore' })
  await askTimes(isFirst ? 2 : 1)
})
test('leaves not over', () => askTimes(isFirst ? 2 : 1))
test('keeps a failure', async () => {
  configureCassette({ keepFailures: true })
  expect((await send('busy')).status).toBe(429)
})
test('keeps no failure', async () => {
  expect((await send('busy')).status).toBe(429)
})
test('streams slowly', async () => {
  configureCassette({ stream: { timing: 'recorded', speed: 0.5 } })
  const response = await send('slow')
  let first = 0
  for await (const _ of response.body!) {
    first ||= performance.now()
    if (isFirst) await fetch(process.env.UPSTREAM + '/seen')
  }
  if (!isFirst) expect(performance.now() - first).toBeGreaterThan(150)
})
test('is old', async () => {
  configureCassette({ maxAge: '1d' })
  await ask('Hello')
})
test('is as old', () => ask('Hello'))
`,
}

test('a test sets what happens at the end of its answers, with failures, streams and age', async () => {
  const seen = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ url, body }, response) => {
    if (url === '/seen') {
      response.end()
      return seen.resolve()
    }
    if (body.includes('busy')) return json(response, 429, { error: { message: 'busy' } })
    if (!body.includes('slow')) return json(response, 200, chatCompletion('Hello'))
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatEvent('one'))
    // A busy client might get both pieces as one.
    await seen.promise
    await new Promise((next) => setTimeout(next, 100))
    response.end(`${chatEvent('two')}data: [DONE]\n\n`)
  })
  const project = new Project(files)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider, { RUN: '1' }))
  const failedIn = ({ tests }: typeof recorded): string[] =>
    Object.entries(tests).flatMap(([name, { status }]) => (status === 'failed' ? [name] : []))
  expect(failedIn(recorded)).toEqual(['keeps no failure'])
  for (const name of ['is-old', 'is-as-old']) {
    const path = `__cassettes__/own.test.ts/${name}.json`
    project.write(path, project.read(path).replace(/"recordedAt": "[^"]+"/, '"recordedAt": "2020-01-01T00:00:00.000Z"'))
  }

  const replayed = await project.vitest([], { env: { RUN: '2' } })
  expect(failedIn(replayed)).toEqual(['repeats not', 'leaves not over', 'keeps no failure'])
  expect(replayed.output).toMatch(
    /Stale {2}1 answer older than 1d, the oldest [\d,]+ days, in\n +__cassettes__\/own\.test\.ts\/is-old\.json\n +Ask again: npx vitest run own\.test\.ts --mode refresh\n/,
  )
})
