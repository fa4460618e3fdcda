import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const modules = { ...askModule, ...noteModule }

/** Writes what reporters in the main process get of each error of a file: its name, code and first line. */
const errorReporter = {
  'error-reporter.js': `
import { writeFileSync } from 'node:fs'
export default class {
  onTestRunEnd(modules) {
    const rows = modules.flatMap((module) => [
      ...module.errors().map((error) => ['file', error, module]),
      ...[...module.children.allTests()].flatMap((test) => (test.result().errors ?? []).map((error) => [test.fullName, error, module])),
    ])
    writeFileSync('errors.json', JSON.stringify(rows.map(([test, { name, code, message }, module]) => [module.relativeModuleId, test, name, code ?? null, message.split('\\n')[0]])))
  }
}
`,
}

const swallowing = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'

const quietly = (question: string) => ask(question).catch((error) => (note('text', error.message), 'fallback'))

test('catches one', async () => expect(await quietly('one')).toBe('fallback'))
test('catches three', async () => {
  await quietly('a')
  await Promise.all([quietly('b'), quietly('c')])
})
test('has an error of its own', async () => {
  expect(await quietly('mine')).toBe('an answer')
})
test('throws it', async () => void (await ask('thrown')))
test('soft', async () => {
  expect.soft(await quietly('soft')).toBe('an answer')
})
test('asks nothing', () => {})
`

const sdks = `
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { generateText, streamText } from 'ai'
import OpenAI from 'openai'
import { test } from 'vitest'
import { note } from './note.ts'

const counted = (name: string): typeof fetch => async (...args) => {
  note(name + ' attempts', args[0] instanceof Request ? args[0].url : String(args[0]))
  return fetch(...args)
}
const messages = [{ role: 'user' as const, content: 'Hello' }]
const shown = (name: string) => (error: Error) => note(name, error.message)

test('openai', async () => {
  const client = new OpenAI({ maxRetries: 5, fetch: counted('openai') })
  await client.chat.completions.create({ model: 'gpt-5-mini', messages }).catch(shown('openai'))
})
test('openai stream', async () => {
  const client = new OpenAI({ maxRetries: 5, fetch: counted('openai stream') })
  await client.chat.completions.create({ model: 'gpt-5-mini', messages, stream: true }).catch(shown('openai stream'))
})
test('anthropic', async () => {
  const client = new Anthropic({ maxRetries: 5, fetch: counted('anthropic') })
  await client.messages.create({ model: 'claude-haiku-4-5', max_tokens: 10, messages }).catch(shown('anthropic'))
})
test('ai', async () => {
  const model = createOpenAI({ fetch: counted('ai') })('gpt-5-mini')
  await generateText({ model, prompt: 'Hello', maxRetries: 5 }).catch(shown('ai'))
})
test('ai stream', async () => {
  const model = createOpenAI({ fetch: counted('ai stream') })('gpt-5-mini')
  let text = ''
  // The AI SDK ends this stream without an error.
  for await (const part of streamText({ model, prompt: 'Hello', maxRetries: 5, onError() {} }).textStream) text += part
  note('ai stream text', text)
})
`

test('a miss fails its test whatever the app or its SDK does with it, one error each, after its own', async () => {
  const project = new Project({ ...modules, 'miss.test.ts': swallowing, 'sdk.test.ts': sdks })
  // Nothing is recorded, so there are no placeholders for keys.
  const run = await project.vitest([], { env: { OPENAI_API_KEY: 'x', ANTHROPIC_API_KEY: 'x' } })
  const notes = takeNotes(project)
  expect(run.exitCode).toBe(1)
  const expected = {
    'catches one': 'failed',
    'catches three': 'failed',
    'has an error of its own': 'failed',
    'throws it': 'failed',
    soft: 'failed',
    'asks nothing': 'passed',
  }
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, run.tests[name]?.status]))).toEqual(expected)

  const first = (name: string): string[] => (run.tests[name]?.errors ?? []).map((error) => error.split('\n')[0] ?? '')
  const miss = 'CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions'
  expect(first('catches one')).toEqual([miss])
  expect(first('catches three')).toEqual([miss, miss, miss])
  const own = "AssertionError: expected 'fallback' to be 'an answer' // Object.is equality"
  expect(first('has an error of its own')).toEqual([own, miss])
  expect(first('soft')).toEqual([own, miss])
  // The error of the client is the cause of ours, which Vitest prints in one block.
  expect(first('throws it')).toEqual([miss])
  expect(notes['text']?.[0]).toContain('CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions')

  // SDKs stop at the first attempt and show our text.
  for (const name of ['openai', 'openai stream', 'anthropic', 'ai', 'ai stream']) {
    expect(notes[`${name} attempts`], name).toHaveLength(1)
    expect(run.tests[name]?.status, name).toBe('failed')
    expect(run.tests[name]?.errors, name).toEqual([
      expect.stringContaining('CassetteMissError: No recorded answer: POST'),
    ])
    if (name !== 'ai stream')
      expect(notes[name], name).toEqual([expect.stringContaining('CassetteMissError: No recorded answer: POST')])
  }
  expect(notes['ai stream text']).toEqual([''])
})

const codes = `
import { test } from 'vitest'
import { ask } from './ask.ts'
const extra = process.env.EXTRA
test('unused', async () => void (extra || (await ask('unused'))))
test('exhausted', async () => {
  await ask('more')
  if (extra) await ask('more').catch(() => {})
})
test('format', async () => void (await ask('format').catch(() => {})))
test('miss', async () => void (await ask(extra ?? 'known').catch(() => {})))
const gate = Promise.withResolvers<void>()
test('leaves', () => void gate.promise.then(() => ask('late').catch(() => {})))
test('wakes', async () => { if (extra) { gate.resolve(); await new Promise((turn) => setTimeout(turn, 50)) } })
`

const retry = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'
let attempt = 0
test('flaky', { retry: 1 }, async () => {
  attempt += 1
  note('answers', [await ask('one'), await ask('one'), await ask('two')])
  if (process.env.FLAKY && attempt === 1) {
    await ask('three').catch(() => {})
    throw new Error('first attempt')
  }
})
`

const broken = (mode: string): string => `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('${mode}: uses it', async () => {
  await ask('${mode} one').catch(() => {})
  await ask('${mode} two').catch(() => {})
})
test('${mode}: has one and asks nothing', async () => void (process.env.SILENT || (await ask('${mode} x'))))
test('${mode}: other', async () => void (await ask('${mode} fine')))
`

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM }
const projects = ['replay', 'record', 'refresh'].map((mode) => ({
  plugins: [cassettes({ mode, upstream })],
  test: { name: mode, include: mode === 'replay' ? ['codes.test.ts', 'retry.test.ts', 'replay.test.ts'] : [mode + '.test.ts'] },
}))
export default defineConfig({ test: { projects } })
`

test('errors keep their code, a retry starts from the beginning, and a broken cassette fails only the test that uses it', async () => {
  const modes = ['replay', 'record', 'refresh']
  const files = Object.fromEntries(modes.map((mode) => [`${mode}.test.ts`, broken(mode)]))
  const project = new Project({
    ...modules,
    ...errorReporter,
    'vitest.config.js': config,
    'codes.test.ts': codes,
    'retry.test.ts': retry,
    ...files,
  })
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  const asked = (): string[] => provider.requests.map(({ body }) => JSON.parse(body).messages[0].content)
  await project.vitest(['--mode', 'record'], recording(provider))
  const live = takeNotes(project)
  const recorded = asked()
  for (const mode of modes)
    expect(recorded.filter((question) => question.startsWith(mode))).toEqual(
      ['one', 'two', 'x', 'fine'].map((question) => `${mode} ${question}`),
    )
  project.write('__cassettes__/codes.test.ts/format.json', '{ "format": "vitest-cassette", "version": 1, ')
  for (const mode of modes) {
    const folder = `__cassettes__/${mode}.test.ts`
    project.write(`${folder}/${mode}-uses-it.json`, project.read(`${folder}/${mode}-uses-it.json`).slice(0, 300))
    project.write(
      `${folder}/${mode}-has-one-and-asks-nothing.json`,
      '{ "format": "vitest-cassette", "version": 2, "interactions": [] }',
    )
  }
  const before = project.state()
  const run = await project.vitest(
    ['--reporter=./error-reporter.js'],
    recording(provider, { EXTRA: 'x', FLAKY: '1', SILENT: '1' }),
  )
  expect(run.exitCode).toBe(1)

  const rows = (project.json('errors.json') as string[][]).filter(([file]) => file === 'codes.test.ts')
  expect(rows.map(([, name, error, code]) => [name, error, code])).toEqual([
    ['file', 'CassetteContextError', 'CASSETTE_CONTEXT'],
    ['unused', 'CassetteUnusedError', 'CASSETTE_UNUSED'],
    ['exhausted', 'CassetteExhaustedError', 'CASSETTE_EXHAUSTED'],
    ['format', 'CassetteFormatError', 'CASSETTE_FORMAT'],
    ['miss', 'CassetteMissError', 'CASSETTE_MISS'],
  ])

  // The retry of Vitest.
  expect(run.tests['flaky']?.status).toBe('passed')
  expect(live['answers']).toHaveLength(1)
  expect(new Set(live['answers']?.flat()).size).toBe(3)
  expect(takeNotes(project)['answers']).toEqual([...live['answers']!, ...live['answers']!])

  for (const mode of modes) {
    expect(run.tests[`${mode}: uses it`]?.errors).toEqual([
      expect.stringContaining(`CassetteFormatError: Cannot read __cassettes__/${mode}.test.ts/${mode}-uses-it.json`),
    ])
    expect(run.tests[`${mode}: has one and asks nothing`]?.errors).toEqual([
      expect.stringContaining('CassetteFormatError: Cannot read'),
    ])
    expect(run.tests[`${mode}: other`]?.status).toBe('passed')
  }
  expect(asked().slice(recorded.length)).toEqual(['refresh fine'])
  // Only what was recorded anew has changed.
  const { '__cassettes__/refresh.test.ts/refresh-other.json': refreshed, ...after } = project.state()
  const { '__cassettes__/refresh.test.ts/refresh-other.json': other, ...rest } = before
  expect(Object.fromEntries(Object.entries(after).filter(([path]) => path in rest))).toEqual(rest)
  expect(refreshed).not.toBe(other)
})
