import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const ask = (question: string): string => `
import { expect, test } from 'vitest'

test('asks', async () => {
  globalThis.filesInThisProcess = (globalThis.filesInThisProcess ?? 0) + 1
  console.log('file', globalThis.filesInThisProcess)
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: '${question}' }] }),
  })
  expect((await response.json()).choices[0].message.content).toBe('You said: ${question}')
})
`

test('files that share one process have a cassette each', async () => {
  const project = new Project({ 'a.test.ts': ask('A'), 'b.test.ts': ask('B') }, { test: { isolate: false, maxWorkers: 1 } })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test-secret' } })
  expect(recorded.output).toContain('file 2')
  expect(recorded.exitCode).toBe(0)
  expect(project.files('__cassettes__')).toEqual(['__cassettes__/a.test.ts/asks.json', '__cassettes__/b.test.ts/asks.json'])
  await provider.close()

  const replayed = await project.vitest()
  expect(replayed.output).toContain('file 2')
  expect(replayed.output).toContain('Calls  2 offline')
  expect(replayed.exitCode).toBe(0)
})
