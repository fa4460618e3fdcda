import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
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

/** One call of each SDK, by its own client, with so many retries; `null` leaves them to the SDK. */
const sdks = `
import Anthropic from '@anthropic-ai/sdk'
import { createOpenAI } from '@ai-sdk/openai'
import { generateText } from 'ai'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
const retries = process.env.RETRIES === undefined ? {} : { maxRetries: Number(process.env.RETRIES) }
const calls = {
  openai: async (content) => {
    const body = { model: 'gpt-5-mini', messages: [{ role: 'user', content }] }
    return (await new OpenAI(retries).chat.completions.create(body)).choices[0].message.content
  },
  anthropic: async (content) => {
    const body = { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [{ role: 'user', content }] }
    return (await new Anthropic(retries).messages.create(body)).content[0].text
  },
  ai: async (prompt) => (await generateText({ model: createOpenAI().chat('gpt-5-mini'), prompt, ...retries })).text,
}
// These are the waits of an SDK itself, not the clocks of \`fetch\`. More than a minute is a limit for the whole call.
const waits = []
const { setTimeout } = globalThis
globalThis.setTimeout = (run, delay, ...rest) => {
  const isOfSdk = /node_modules\\/(openai|@anthropic-ai|ai|@ai-sdk)\\//.test(new Error().stack.split('\\n')[2])
  if (isOfSdk && delay > 50 && delay <= 60_000) waits.push(delay)
  return setTimeout(run, delay, ...rest)
}
for (const [sdk, call] of Object.entries(calls)) {
  for (const status of [429, 503]) {
    test(sdk + ' ' + status, async () => {
      const outcomes = []
      for (const _ of process.env.EXPECTED.split(',')) {
        outcomes.push(await call(sdk + ' ' + status).catch((error) => error.status ?? error.statusCode ?? error.lastError?.statusCode))
      }
      expect(outcomes.join()).toBe(process.env.EXPECTED.replaceAll('status', status))
      if (process.env.UPSTREAM === undefined) expect(waits).toEqual([])
    })
  }
}
`

const sdkTests = ['openai', 'anthropic', 'ai'].flatMap((sdk) => [429, 503].map((status) => `${sdk} ${status}`))

/** Answers each test of `sdks` with its failure so many times, then well. */
function failingProvider(failures: number, headers: Record<string, string>): ReturnType<typeof startProvider> {
  const asked = new Map<string, number>()
  return startProvider(({ url, body }, response) => {
    const question = JSON.parse(body).messages[0].content as string | ReadonlyArray<{ text: string }>
    const name = typeof question === 'string' ? question : question[0]!.text
    const count = (asked.get(name) ?? 0) + 1
    asked.set(name, count)
    const status = Number(name.split(' ')[1])
    if (count <= failures) json(response, status, { error: { type: 'overloaded_error', message: 'not now' } }, headers)
    else if (url.endsWith('/messages')) json(response, 200, message('Hello'))
    else json(response, 200, chatCompletion('Hello'))
  })
}

function message(text: string): object {
  const usage = { input_tokens: 1, output_tokens: 1 }
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content: [{ type: 'text', text }], usage }
}

function statuses(project: Project, name: string): number[] {
  const { interactions } = project.json(`__cassettes__/sdks.test.js/${name.replace(' ', '-')}.json`)
  return interactions.map(({ response }: { response: { status: number } }) => response.status)
}

const keys = { OPENAI_API_KEY: 'sk-test', ANTHROPIC_API_KEY: 'sk-ant-test' }

test('failures that an SDK got over by itself leave no trace; one that it gave up on refuses the recording', async () => {
  const project = new Project({ 'sdks.test.js': sdks })
  const provider = await failingProvider(2, { 'retry-after-ms': '1' })
  const env = { ...keys, UPSTREAM: provider.url }
  const refused = await project.vitest(['--mode', 'record'], { env: { ...env, RETRIES: '0', EXPECTED: 'status' } })
  for (const name of sdkTests) {
    const errors = refused.tests[name]!.errors.join()
    expect(errors, name).toContain('CassetteRecordingError: Nothing was recorded')
    expect(errors).toContain(`answered ${name.split(' ')[1]}`)
    expect(errors).toContain('cassettes({ keepFailures: true })')
    expect(errors).not.toContain('AssertionError')
  }
  expect(project.files('__cassettes__')).toEqual([])
  expect(refused.output).toMatch(new RegExp(`Cassettes  ${sdkTests.length} not written\n`))
  // One failure is left for each test, after which comes a good answer.
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...env, EXPECTED: 'Hello' } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(sdkTests.length * 3)
  for (const name of sdkTests) expect(statuses(project, name), name).toEqual([200])
  await provider.close()
  const replayed = await project.vitest([], { env: { EXPECTED: 'Hello' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
})

test.each([{ 'retry-after': '30' }, {}])(
  'no SDK waits for a failure that was kept, recorded with %j',
  async (headers) => {
    const project = new Project({ 'sdks.test.js': sdks }, { options: { keepFailures: true } })
    const provider = await failingProvider(2, headers as Record<string, string>)
    const env = { ...keys, UPSTREAM: provider.url, RETRIES: '0', EXPECTED: 'status,status,Hello' }
    const recorded = await project.vitest(['--mode', 'record'], { env })
    expect(recorded.exitCode, recorded.output).toBe(0)
    for (const name of sdkTests) {
      const status = Number(name.split(' ')[1])
      expect(statuses(project, name)).toEqual([status, status, 200])
    }
    await provider.close()
    // One call with the SDK's own two retries gets all three answers.
    const replayed = await project.vitest([], { env: { EXPECTED: 'Hello' } })
    expect(replayed.exitCode, replayed.output).toBe(0)
  },
)

test('which failures are kept, and which refuse a recording', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const path = (name: string): string => `__cassettes__/asks.test.js/${name.replaceAll(' ', '-')}.json`
  const statusesIn = (name: string): number[] =>
    project.json(path(name)).interactions.map(({ response }: { response: { status: number } }) => response.status)
  /** Statuses that a test is answered with in turn; after them come good answers. 0 closes the connection. */
  const statuses: Record<string, number[]> = {
    retried: [429, 0],
    'without a cassette': [503],
    'third of three': [200, 200, 429],
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
    running(
      {
        ...good,
        'without a cassette': [[0], [503]],
        'third of three': [
          [0, 0, 0],
          ['Hello', 'Hello', 429],
        ],
      },
      provider.url,
    ),
  )
  for (const name of Object.keys(good)) expect(recorded.tests[name]?.status, recorded.output).toBe('passed')
  // Failures before a good answer are not kept; an error that says something about the request is.
  expect(asked('retried')).toBe(3)
  expect(statusesIn('retried')).toEqual([200])
  expect(statusesIn('about the request')).toEqual([400])
  // Without a cassette a refused recording leaves none.
  expect(recorded.tests['without a cassette']!.errors.join()).toContain('CassetteRecordingError')
  expect(project.files('__cassettes__')).toEqual([...Object.keys(good), 'third of three'].map(path).sort())
  expect(recorded.output).toContain('The cassette leaves out 2 failed calls (answered 429, UND_ERR_SOCKET)')
  // The calls before the failure are paid for once.
  expect(recorded.tests['third of three']!.errors.join()).toContain('(holds 2 other calls)')
  expect(statusesIn('third of three')).toEqual([200, 200])

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
    expect(errors).toContain('CassetteRecordingError: Nothing was recorded')
    expect(errors).toContain(`POST api.openai.com/v1/chat/completions\n      ${text}`)
    expect(errors).toContain('keepFailures: true')
    expect(errors).not.toContain('AssertionError')
  }
  expect(Object.keys(last).map((name) => project.read(path(name)))).toEqual(before)

  // The next recording asks again.
  const again = await project.vitest(
    ['--mode', 'record'],
    running(
      {
        'without a cassette': [[2], ['Hello']],
        'third of three': [
          [0, 0, 0],
          ['Hello', 'Hello', 'Hello'],
        ],
      },
      provider.url,
    ),
  )
  expect(again.exitCode, again.output).toBe(0)
  expect(statusesIn('without a cassette')).toEqual([200])
  expect(statusesIn('third of three')).toEqual([200, 200, 200])
  expect(asked('third of three')).toBe(4)

  await provider.close()
  const replayed = await project.vitest([], running({ ...good, 'without a cassette': [[2], ['Hello']] }))
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(Object.keys(replayed.tests)).toHaveLength(6)
})

test('the same request twice at the same time: the answer to one is no excuse for the failure of the other', async () => {
  const both = Promise.withResolvers<void>()
  let count = 0
  const provider = await startProvider(async (_, response) => {
    if (++count === 2) return both.promise.then(() => json(response, 200, chatCompletion('good')))
    while (count < 2) await new Promise((turn) => setImmediate(turn))
    json(response, 429, { error: { type: 'rate_limit_error', message: 'slow down' } })
    both.resolve()
  })
  const project = new Project({
    ...askModule,
    'twice.test.ts': `
import { expect, test } from 'vitest'
import { send } from './ask.ts'
test('twice', async () => {
  const statuses = await Promise.all(['twice', 'twice'].map(async (content) => (await send(content)).status))
  expect(statuses.sort()).toEqual([200, 429])
})
`,
  })
  const { tests } = await project.vitest(['--mode', 'record'], recording(provider))
  expect(tests['twice']?.errors.join()).toContain('CassetteRecordingError: The recording is incomplete')
})
