import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

const tests = `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('books a table', async () => { await ask('first'); await ask('slow') })
test('is quick', async () => { await ask('quick') })
`

const ways = [
  { pool: 'forks' },
  { pool: 'vmThreads' },
  { pool: 'threads', vitest: 'test/lanes/vitest-4/node_modules/vitest' },
]

async function recordAndReplay({ pool, ...vitest }: (typeof ways)[number]): Promise<void> {
  const project = new Project(
    { ...askModule, 'agent.test.ts': tests },
    { options: { budget: { calls: 9, tokens: 1000, perTest: 5 } }, test: { pool }, ...vitest },
  )
  // The provider answers the slow question when the run has told that it waits.
  const told = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ body }, response) => {
    if (body.includes('slow')) await told.promise
    json(response, 200, chatCompletion('yes'))
  })
  const run = await project.vitest(['--mode=record'], {
    ...recording(provider),
    onStart: ({ stdout, stderr }) => {
      for (const stream of [stdout, stderr])
        stream?.on('data', (text) => String(text).includes('● recording') && told.resolve())
    },
  })
  expect(run.exitCode, run.output).toBe(0)
  const lines = run.output.split('\n').filter((line) => / recording {2}|budget/.test(line))
  expect(lines[0], pool).toMatch(
    /^ ● recording {2}…> books a table {2}openai gpt-5-mini {2}call 2 of 5 {2}15 tokens {2}\d+ s$/,
  )
  expect(lines[1]).toBe('   budget     2 of 9 calls, 15 of 1,000 tokens')
  expect(run.output).not.toMatch(/recording .*quick/)

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).not.toContain('recording')
}

test('a long recording tells where it is while it runs, a replay never', async () => {
  // Most of it is waiting.
  await Promise.all(ways.map(recordAndReplay))
})
