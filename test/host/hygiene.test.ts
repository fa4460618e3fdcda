import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const asks = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'
const ask = (content, options) => new OpenAI(options).chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
// By test: the retries of each of its calls, and what the calls come to.
test.each(Object.entries(JSON.parse(process.env.TESTS)))('%s', async (name, [retries, expected]) => {
  const outcomes = []
  for (const maxRetries of retries) {
    outcomes.push(await ask(name, { maxRetries }).then(({ choices }) => choices[0].message.content, (error) => error.status ?? error.name))
  }
  expect(outcomes).toEqual(expected)
})
`

/** By the name of a test: the retries of each of its calls, and what the calls come to. */
type Tests = Readonly<Record<string, readonly [retries: readonly number[], outcomes: ReadonlyArray<number | string>]>>

function running(tests: Tests, upstream?: string): { env: Record<string, string | undefined> } {
  return { env: { OPENAI_API_KEY: 'sk-test', TESTS: JSON.stringify(tests), UPSTREAM: upstream } }
}

test('a recorded 429 does not make an SDK wait', async () => {
  const project = new Project({ 'asks.test.js': asks }, { options: { keepFailures: true } })
  const provider = await startProvider((_, response) => {
    if (provider.requests.length > 1) json(response, 200, chatCompletion('Hello'))
    else json(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '30' })
  })
  // Two calls without retries are recorded; in replay one call with a retry gets both answers, within Vitest's five seconds.
  const recorded = await project.vitest(
    ['--mode', 'record'],
    running(
      {
        asks: [
          [0, 0],
          [429, 'Hello'],
        ],
      },
      provider.url,
    ),
  )
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(project.json('__cassettes__/asks.test.js/asks.json').interactions[0].response).toMatchObject({
    status: 429,
    headers: { 'retry-after': '30' },
  })
  const replayed = await project.vitest([], running({ asks: [[1], ['Hello']] }))
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(provider.requests).toHaveLength(2)
})

test('which failures are kept, and which refuse a recording', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const path = (name: string): string => `__cassettes__/asks.test.js/${name.replaceAll(' ', '-')}.json`
  const statusesIn = (name: string): number[] =>
    project.json(path(name)).interactions.map(({ response }: { response: { status: number } }) => response.status)
  /** Statuses that a test is answered with in turn; after them come good answers. 0 closes the connection. */
  const statuses: Record<string, number[]> = {
    retried: [429, 0],
    'without a cassette': [503],
    'about the request': [400],
  }
  const provider = await startProvider(({ body }, response) => {
    const status = statuses[JSON.parse(body).messages[0].content]?.shift() ?? 200
    if (status === 0) response.destroy()
    else if (status === 200) json(response, 200, chatCompletion('Hello'))
    else json(response, status, { error: { message: 'not now' } }, { 'retry-after-ms': '1' })
  })
  const asked = (name: string): number =>
    provider.requests.filter(({ body }) => JSON.parse(body).messages[0].content === name).length

  const last = { 'answered 429': 429, 'answered 500': 500, UND_ERR_SOCKET: 0 }
  const good: Tests = {
    retried: [[2], ['Hello']],
    'about the request': [[2], [400]],
    ...Object.fromEntries(Object.keys(last).map((name) => [name, [[2], ['Hello']] as const])),
  }
  const recorded = await project.vitest(
    ['--mode', 'record'],
    running({ ...good, 'without a cassette': [[0], [503]] }, provider.url),
  )
  for (const name of Object.keys(good)) expect(recorded.tests[name]?.status, recorded.output).toBe('passed')
  // Failures before a good answer are not kept; an error that says something about the request is.
  expect(asked('retried')).toBe(3)
  expect(statusesIn('retried')).toEqual([200])
  expect(statusesIn('about the request')).toEqual([400])
  // Without a cassette a refused recording leaves none.
  expect(recorded.tests['without a cassette']!.errors.join()).toContain('CassetteRecordingError')
  expect(project.files('__cassettes__')).toEqual(Object.keys(good).map(path).sort())

  // A failure that is the last word refuses the recording, and keeps the old one.
  const before = Object.keys(last).map((name) => project.read(path(name)))
  for (const [name, status] of Object.entries(last)) statuses[name] = [status]
  const failing: Tests = Object.fromEntries(
    Object.entries(last).map(([name, status]) => [name, [[0], [status === 0 ? 'Error' : status]]]),
  )
  const refused = await project.vitest(['--mode', 'refresh'], running(failing, provider.url))
  expect(refused.exitCode).toBe(1)
  for (const text of Object.keys(last)) {
    const errors = refused.tests[text]!.errors.join()
    expect(errors).toContain('CassetteRecordingError: The recording of this test was not kept')
    expect(errors).toContain(`POST api.openai.com/v1/chat/completions\n      ${text}`)
    expect(errors).toContain('keepFailures: true')
    expect(errors).not.toContain('AssertionError')
  }
  expect(Object.keys(last).map((name) => project.read(path(name)))).toEqual(before)

  // The next recording asks again.
  const again = await project.vitest(
    ['--mode', 'record'],
    running({ 'without a cassette': [[2], ['Hello']] }, provider.url),
  )
  expect(again.exitCode, again.output).toBe(0)
  expect(statusesIn('without a cassette')).toEqual([200])

  await provider.close()
  const replayed = await project.vitest([], running({ ...good, 'without a cassette': [[2], ['Hello']] }))
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(Object.keys(replayed.tests)).toHaveLength(6)
})
