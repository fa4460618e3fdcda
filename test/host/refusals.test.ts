import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const modules = { ...askModule, ...noteModule }

/** Writes what reporters in the main process get of each error: its name, code and first line. */
const errorReporter = {
  'vitest.config.ts': `
import { writeFileSync } from 'node:fs'
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
const reporter = {
  onTestRunEnd(modules) {
    const rows = modules.flatMap((module) => [
      ...module.errors().map((error) => ['file', error]),
      ...[...module.children.allTests()].flatMap((test) => (test.result().errors ?? []).map((error) => [test.fullName, error])),
    ])
    writeFileSync('errors.json', JSON.stringify(rows.map(([test, { name, code, message }]) => [test, name, code ?? null, message.split('\\n')[0]])))
  },
}
export default defineConfig({ plugins: [cassettes({ ...upstream })], test: { reporters: ['default', reporter] } })
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

test('a miss fails its test whatever the app does with it, one error each, after its own', async () => {
  const project = new Project({ ...modules, 'miss.test.ts': swallowing })
  const run = await project.vitest()
  expect(run.exitCode).toBe(1)
  const statuses = Object.fromEntries(Object.entries(run.tests).map(([name, { status }]) => [name, status]))
  expect(statuses).toEqual({ 'catches one': 'failed', 'catches three': 'failed', 'has an error of its own': 'failed', 'throws it': 'failed', soft: 'failed', 'asks nothing': 'passed' })

  const first = (name: string): string[] => (run.tests[name]?.errors ?? []).map((error) => error.split('\n')[0] ?? '')
  const miss = 'CassetteMissError: No recorded answer for POST api.openai.com/v1/chat/completions'
  expect(first('catches one')).toEqual([miss])
  expect(first('catches three')).toEqual([miss, miss, miss])
  const own = "AssertionError: expected 'fallback' to be 'an answer' // Object.is equality"
  expect(first('has an error of its own')).toEqual([own, miss])
  expect(first('soft')).toEqual([own, miss])
  expect(first('throws it')).toEqual([expect.stringContaining('CassetteMissError: No recorded answer'), miss])
  for (const word of ['"a"', '"b"', '"c"']) expect(run.tests['catches three']?.errors.join('\n')).toContain(`asked      openai gpt-5-mini, 1 message: ${word}`)
  expect(takeNotes(project)['text']?.[0]).toContain('CassetteMissError: No recorded answer for POST api.openai.com/v1/chat/completions')
})

test('errors keep their code on the way to reporters', async () => {
  const project = new Project({
    ...modules,
    ...errorReporter,
    'codes.test.ts': `
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
`,
  })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider))
  project.write('__cassettes__/codes.test.ts/format.json', '{ "format": "vitest-cassette", "version": 1, ')
  const run = await project.node([project.vitestBin, 'run'], { env: { EXTRA: 'x' } })
  expect(run.exitCode).toBe(1)
  const rows = project.json('errors.json') as string[][]
  expect(rows.map(([name, error, code]) => [name, error, code])).toEqual([
    ['file', 'CassetteContextError', 'CASSETTE_CONTEXT'],
    ['unused', 'CassetteUnusedError', 'CASSETTE_UNUSED'],
    ['exhausted', 'CassetteExhaustedError', 'CASSETTE_EXHAUSTED'],
    ['format', 'CassetteFormatError', 'CASSETTE_FORMAT'],
    ['miss', 'CassetteMissError', 'CASSETTE_MISS'],
  ])
})

test('a retry of Vitest starts from the beginning of the cassette', async () => {
  const project = new Project({
    ...modules,
    'retry.test.ts': `
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
`,
  })
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  await project.vitest(['--mode', 'record'], recording(provider))
  takeNotes(project)
  const before = project.state()
  const run = await project.vitest([], { env: { FLAKY: '1' } })
  expect(run.exitCode, run.output).toBe(0)
  expect(takeNotes(project)['answers']).toEqual([['one 1', 'one 2', 'two 3'], ['one 1', 'one 2', 'two 3']])
  expect(project.state()).toEqual(before)
})

test('SDKs stop at the first attempt and show our text', async () => {
  const project = new Project({
    ...modules,
    'sdk.test.ts': `
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
`,
  })
  const run = await project.vitest()
  const notes = takeNotes(project)
  for (const name of ['openai', 'openai stream', 'anthropic', 'ai', 'ai stream']) {
    expect(notes[`${name} attempts`], name).toHaveLength(1)
    expect(run.tests[name]?.status, name).toBe('failed')
    expect(run.tests[name]?.errors, name).toEqual([expect.stringContaining('CassetteMissError: No recorded answer for POST')])
    if (name !== 'ai stream') expect(notes[name], name).toEqual([expect.stringContaining('CassetteMissError: No recorded answer for POST')])
  }
  expect(notes['ai stream text']).toEqual([''])
})

test('a broken cassette fails the test that uses it, and only that one', async () => {
  const project = new Project({
    ...modules,
    'broken.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('uses it', async () => {
  await ask('one').catch(() => {})
  await ask('two').catch(() => {})
})
test('has one and asks nothing', async () => void (process.env.SILENT || (await ask('x'))))
test('other', async () => void (await ask('fine')))
`,
  })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], recording(provider))
  const folder = '__cassettes__/broken.test.ts'
  project.write(`${folder}/uses-it.json`, project.read(`${folder}/uses-it.json`).slice(0, 300))
  project.write(`${folder}/has-one-and-asks-nothing.json`, '{ "format": "vitest-cassette", "version": 2, "interactions": [] }')
  const before = project.state()
  for (const mode of ['replay', 'record', 'refresh']) {
    const run = await project.vitest(['--mode', mode], recording(provider, { SILENT: '1' }))
    expect(run.exitCode).toBe(1)
    expect(run.tests['uses it']?.errors, mode).toEqual([expect.stringContaining(`CassetteFormatError: Cannot read ${folder}/uses-it.json`)])
    expect(run.tests['has one and asks nothing']?.errors, mode).toEqual([expect.stringContaining('CassetteFormatError: Cannot read')])
    expect(run.tests['other']?.status).toBe('passed')
    const after = project.state()
    for (const name of ['uses-it', 'has-one-and-asks-nothing']) expect(after[`${folder}/${name}.json`]).toBe(before[`${folder}/${name}.json`])
  }
  expect(provider.requests.map(({ body }) => JSON.parse(body).messages[0].content)).toEqual(['one', 'two', 'x', 'fine', 'fine'])
})
