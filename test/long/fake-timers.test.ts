import { expect, test } from 'vitest'
import { askModule } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, startProvider } from '../support/provider.ts'

const tests = `
import OpenAI from 'openai'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

// Faked before the first request, with which most of the package is loaded.
beforeEach(() => vi.useFakeTimers({ now: new Date('2001-02-03') }))
afterEach(() => vi.useRealTimers())

test('a stream under faked timers and a faked date', async () => {
  const client = new OpenAI({ timeout: 10_000_000 })
  const stream = await client.chat.completions.create({
    model: 'gpt-5-mini',
    stream: true,
    messages: [{ role: 'user', content: 'one two three' }],
  })
  const words: unknown[] = []
  for await (const chunk of stream) {
    words.push(chunk.choices[0]?.delta.content)
    if (process.env.UPSTREAM) await fetch(process.env.UPSTREAM + '/next')
  }
  expect(words).toEqual(['You ', 'said: ', 'one ', 'two ', 'three'])
  expect(new Date().getFullYear()).toBe(2001)
})
`

test("a test's fake timers stop neither recording nor replay, and date no recording", async () => {
  const project = new Project({ 'agent.test.ts': tests })
  // Each word is sent when the app has read the one before it, so that no two arrive as one chunk.
  let sendNext = (): void => {}
  const provider = await startProvider(async ({ url }, response) => {
    if (url === '/next') {
      response.end()
      return sendNext()
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const word of ['You ', 'said: ', 'one ', 'two ', 'three']) {
      const isRead = new Promise<void>((read) => (sendNext = read))
      response.write(chatEvent(word))
      await isRead
    }
    response.end('data: [DONE]\n\n')
  })
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' },
  })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  const path = '__cassettes__/agent.test.ts/a-stream-under-faked-timers-and-a-faked-date.json'
  const [interaction] = project.json(path).interactions
  expect(Date.parse(interaction.recordedAt)).toBeGreaterThan(Date.parse('2026-01-01'))
  expect(interaction.response.chunks).toHaveLength(6)
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})

const stalled = `
import { request } from 'node:https'
import { afterEach, beforeEach, test, vi } from 'vitest'
import { ask } from './ask.ts'

afterEach(() => vi.useRealTimers())
const run = (toFake: any[]) => async () => {
  vi.useFakeTimers({ toFake })
  await ask('one')
}
test('all', { timeout: 2000 }, run(['nextTick', 'queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate', 'Date']))
test('queueMicrotask', { timeout: 2000 }, run(['queueMicrotask', 'Date']))
test('another reason', { timeout: 500 }, () => {
  vi.useFakeTimers()
  return new Promise(() => {})
})
`

test('a test that times out because nothing is fetched is told why, and the way out', async () => {
  const project = new Project({ ...askModule, 'stalled.test.ts': stalled }, { test: { pool: 'threads' } })
  const { tests } = await project.vitest(['--mode', 'record'])
  for (const [name, faked] of [
    ['all', 'nextTick and queueMicrotask are faked'],
    ['queueMicrotask', 'queueMicrotask is faked'],
  ]) {
    expect(tests[name!]?.errors).toEqual([
      expect.stringContaining('Test timed out in 2000ms'),
      expect.stringMatching(`^CassetteConfigError: A request may wait for ever while ${faked}`),
    ])
    expect(tests[name!]?.errors[1]).toContain("vi.useFakeTimers({ toFake: ['setTimeout', ")
  }
  const replayed = await project.vitest(['-t', 'queueMicrotask'])
  expect(replayed.tests['queueMicrotask']?.errors).toEqual([
    expect.stringContaining('Test timed out in 2000ms'),
    expect.stringMatching('^CassetteMissError: '),
    expect.stringMatching('^CassetteConfigError: A request may wait for ever while queueMicrotask is faked'),
  ])
  expect(tests['another reason']?.errors).toEqual([expect.stringContaining('Test timed out in 500ms')])
})
