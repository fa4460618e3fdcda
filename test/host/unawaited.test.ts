import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** Each test begins what it does not wait for. */
const forgetful = `
import https from 'node:https'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { ask, send } from './ask.ts'

const body = (content: string, stream = false) => ({ model: 'gpt-5-mini', stream, messages: [{ role: 'user' as const, content }] })

test('fetch', () => {
  send('fetch').catch(() => {})
})
test('sdk', () => {
  new OpenAI({ maxRetries: 0 }).chat.completions.create(body('sdk')).catch(() => {})
})
test('https', () => {
  const request = https.request('https://api.openai.com/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' } })
  request.on('error', () => {})
  request.end(JSON.stringify(body('https')))
})
test('chain', () => {
  ask('chain 1').then(() => ask('chain 2')).catch(() => {})
})
test('some awaited', async () => {
  await ask('awaited')
  ask('not awaited').catch(() => {})
})
test('aborted before it is sent', async () => {
  const abort = new AbortController()
  const sent = send('aborted', { signal: abort.signal })
  abort.abort()
  await expect(sent).rejects.toThrow('aborted')
})
test('aborted stream', async () => {
  const abort = new AbortController()
  const stream = await new OpenAI().chat.completions.create(body('a long stream', true), { signal: abort.signal })
  for await (const _ of stream) {
    abort.abort()
    break
  }
})
test('stream that nobody reads', () => {
  const abort = new AbortController()
  new OpenAI({ maxRetries: 0 }).chat.completions.create(body('nobody reads', true), { signal: abort.signal }).catch(() => {})
  setImmediate(() => abort.abort())
})
`

test('a request that a test began belongs to it, also if nobody waits for it', async () => {
  const project = new Project({ ...askModule, 'forgetful.test.ts': forgetful })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const asked = (name: string): string[] => questionsIn(project, `__cassettes__/forgetful.test.ts/${name}.json`)
  for (const name of ['fetch', 'sdk', 'https']) expect(asked(name)).toEqual([name])
  expect(asked('chain')).toEqual(['chain 1', 'chain 2'])
  expect(asked('some-awaited')).toEqual(['awaited', 'not awaited'])
  await provider.close()
  for (const run of [1, 2]) {
    const replayed = await project.vitest()
    expect(replayed.exitCode, `${run}: ${replayed.output}`).toBe(0)
  }
})

const failing = `
import { expect, test } from 'vitest'
import { send } from './ask.ts'

test('fails at once', () => {
  send('begun').catch(() => {})
  expect('this').toBe('that')
})
test('comes next', () => {})
`

test('a failing test waits for what it has begun, too', async () => {
  const project = new Project({ ...askModule, 'failing.test.ts': failing })
  const provider = await chatProvider()
  for (const args of [['--mode', 'record'], []]) {
    const run = await project.vitest(args, recording(provider))
    expect(run.tests['fails at once']?.errors.join()).toContain("expected 'this' to be 'that'")
    expect(run.tests['comes next']?.status).toBe('passed')
    expect(run.output).not.toContain('CassetteContextError')
    expect(questionsIn(project, '__cassettes__/failing.test.ts/fails-at-once.json')).toEqual(['begun'])
    expect(provider.requests).toHaveLength(1)
  }
})
