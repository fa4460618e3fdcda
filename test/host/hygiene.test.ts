import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider, type Provider } from '../support/provider.ts'

const asks = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'
const ask = (options) => new OpenAI(options).chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hi' }] })
test('asks', async () => {
  const outcomes = []
  for (const retries of JSON.parse(process.env.RETRIES ?? '[2]')) {
    outcomes.push(await ask({ maxRetries: retries }).then(({ choices }) => choices[0].message.content, (error) => error.status ?? error.name))
  }
  expect(outcomes).toEqual(JSON.parse(process.env.OUTCOMES ?? '["Hello"]'))
})
`
const cassette = '__cassettes__/asks.test.js/asks.json'

/** Answers with the given statuses in turn, and after that with a good answer; 0 closes the connection. */
function failing(...statuses: number[]): Promise<Provider> {
  return startProvider((_, response) => {
    const status = statuses.shift() ?? 200
    if (status === 0) response.destroy()
    else if (status === 200) json(response, 200, chatCompletion('Hello'))
    else json(response, status, { error: { message: 'not now' } }, { 'retry-after-ms': '1' })
  })
}

const env = { OPENAI_API_KEY: 'sk-test' }

test('a recorded 429 does not make an SDK wait', async () => {
  const project = new Project({ 'asks.test.js': asks }, { options: { keepFailures: true } })
  const provider = await startProvider((_, response) => {
    if (provider.requests.length > 1) json(response, 200, chatCompletion('Hello'))
    else json(response, 429, { error: { message: 'slow down' } }, { 'retry-after': '30' })
  })
  // Two calls without retries are recorded; in replay one call with a retry gets both answers, within Vitest's five seconds.
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url, RETRIES: '[0,0]', OUTCOMES: '[429,"Hello"]' } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(project.json(cassette).interactions[0].response).toMatchObject({ status: 429, headers: { 'retry-after': '30' } })
  const replayed = await project.vitest([], { env: { ...env, RETRIES: '[1]', OUTCOMES: '["Hello"]' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(provider.requests).toHaveLength(2)
})

test('failures before a good answer are not kept', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const provider = await failing(429, 0)
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(3)
  expect(project.json(cassette).interactions.map(({ response }: { response: { status: number } }) => response.status)).toEqual([200])
  const replayed = await project.vitest([], { env })
  expect(replayed.exitCode, replayed.output).toBe(0)
})

test('a failure that is the last word refuses the recording, and keeps the old one', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const good = await failing()
  await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: good.url } })
  const before = project.read(cassette)
  for (const [status, outcome, text] of [[429, 429, 'answered 429'], [500, 500, 'answered 500'], [0, 'Error', 'UND_ERR_SOCKET']] as const) {
    const provider = await failing(status, status, status)
    const run = await project.vitest(['--mode', 'refresh'], { env: { ...env, UPSTREAM: provider.url, RETRIES: '[0]', OUTCOMES: JSON.stringify([outcome]) } })
    expect(run.exitCode).toBe(1)
    const errors = run.tests['asks']!.errors.join()
    expect(errors).toContain('CassetteRecordingError: The recording of this test was not kept')
    expect(errors).toContain(`POST api.openai.com/v1/chat/completions\n      ${text}`)
    expect(errors).toContain('keepFailures: true')
    expect(errors).not.toContain('AssertionError')
    expect(project.read(cassette)).toBe(before)
  }
})

test('without a cassette a refused recording leaves none', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const provider = await failing(503)
  const run = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url, RETRIES: '[0]', OUTCOMES: '[503]' } })
  expect(run.tests['asks']!.errors.join()).toContain('CassetteRecordingError')
  expect(project.files('__cassettes__')).toEqual([])
  const again = await project.vitest(['--mode', 'record'], { env: { ...env, UPSTREAM: provider.url } })
  expect(again.exitCode, again.output).toBe(0)
  expect(project.json(cassette).interactions).toHaveLength(1)
})

test('an error that says something about the request is kept', async () => {
  const project = new Project({ 'asks.test.js': asks })
  const provider = await failing(400)
  const options = { ...env, UPSTREAM: provider.url, OUTCOMES: '[400]' }
  const recorded = await project.vitest(['--mode', 'record'], { env: options })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  const replayed = await project.vitest([], { env: options })
  expect(replayed.exitCode, replayed.output).toBe(0)
})
