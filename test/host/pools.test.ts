import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const ask = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'

test('asks', async ({ task }) => {
  const content = 'from ' + task.file.name
  const { choices } = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
  expect(choices[0]?.message.content).toBe('You said: ' + content)
})
`

test('files that share one process keep their cassettes apart, in every pool', { timeout: 120_000 }, async () => {
  const project = new Project({ 'a.test.ts': ask, 'b.test.ts': ask, 'c.test.ts': ask })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record', '--maxWorkers=1', '--no-isolate'], { env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' } })
  expect(recorded.output).toContain('Cassettes  3 recorded')
  await provider.close()
  for (const pool of ['--pool=forks', '--pool=threads', '--pool=vmThreads', '--pool=vmForks', '--no-isolate']) {
    const replayed = await project.vitest([pool, '--maxWorkers=1'])
    expect(replayed.output, pool).toContain('Cassettes  3 replayed')
    expect(replayed.exitCode, pool).toBe(0)
  }
})
