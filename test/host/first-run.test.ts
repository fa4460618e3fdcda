import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const ask = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'

test('asks', async () => {
  const { choices } = await new OpenAI().chat.completions.create({
    model: 'gpt-5-mini',
    messages: [{ role: 'user', content: process.env.QUESTION ?? 'Hello' }],
  })
  expect(choices[0]?.message.content).toBe('You said: Hello')
  // MSW is loaded for other clients only.
  expect(globalThis).not.toHaveProperty('__MSW_INTERCEPTORS_REGISTRY')
})
`

test('records once, then replays without a provider', async () => {
  const project = new Project({ 'agent.test.ts': ask })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], {
    env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test-secret' },
  })
  expect(recorded.output).toContain('Cassettes  1 recorded')
  expect(recorded.exitCode).toBe(0)
  expect(provider.requests).toHaveLength(1)
  await provider.close()

  const replayed = await project.vitest()
  expect(replayed.exitCode).toBe(0)
  expect(replayed.output).toContain('Cassettes  1 replayed')
  expect(replayed.output).toContain('Calls  1 offline')
})

test('fails a request it does not know, with a page that names the way out', async () => {
  const project = new Project({ 'agent.test.ts': ask })
  const provider = await chatProvider()
  await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test-secret' } })
  const missed = await project.vitest([], { env: { QUESTION: 'Good morning' } })
  expect(missed.exitCode).toBe(1)
  expect(missed.output).toContain('CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions')
  expect(missed.output).toContain("npx vitest run agent.test.ts -t '^asks$' --mode record")
  expect(provider.requests).toHaveLength(1)
})
