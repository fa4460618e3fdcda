import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

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
  for await (const chunk of stream) words.push(chunk.choices[0]?.delta.content)
  expect(words).toEqual(['You ', 'said: ', 'one ', 'two ', 'three'])
  expect(new Date().getFullYear()).toBe(2001)
})
`

test("a test's fake timers stop neither recording nor replay, and date no recording", async () => {
  const project = new Project({ 'agent.test.ts': tests })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' },
  })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.close()
  const path = '__cassettes__/agent.test.ts/a-stream-under-faked-timers-and-a-faked-date.json'
  const [interaction] = project.json(path).interactions
  expect(Date.parse(interaction.recordedAt)).toBeGreaterThan(Date.parse('2026-01-01'))
  expect(interaction.response.chunks.length).toBeGreaterThan(1)
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})
