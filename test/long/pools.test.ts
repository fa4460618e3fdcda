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

const pools = ['forks', 'threads', 'vmThreads', 'vmForks']

/** One Vitest project a pool when asked for, so that one run goes through all of them. */
const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
const projects = ${JSON.stringify(pools)}.map((pool) => ({ extends: true, test: { name: pool, pool } }))
projects.push({ extends: true, test: { name: 'shared', isolate: false } })
// Node loads the modules, without Vite.
const experimental = { viteModuleRunner: false }
projects.push({ extends: true, test: { name: 'native', experimental } }, { extends: true, test: { name: 'native-shared', experimental, isolate: false } })
export default defineConfig({ plugins: [cassettes(upstream)], test: { vmMemoryLimit: '50%', ...(process.env.POOLS && { projects }) } })
`

test('files that share one process keep their cassettes apart, in every pool', async () => {
  const project = new Project({ 'vitest.config.js': config, 'a.test.ts': ask, 'b.test.ts': ask, 'c.test.ts': ask })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record', '--maxWorkers=1', '--no-isolate'], {
    env: { UPSTREAM: provider.url, OPENAI_API_KEY: 'k' },
  })
  expect(recorded.output).toContain('Cassettes  3 recorded')
  await provider.close()

  const shared = await project.vitest(['--no-isolate', '--maxWorkers=1'])
  expect(shared.output).toContain('Cassettes  3 replayed')
  expect(shared.exitCode, shared.output).toBe(0)

  const replayed = await project.vitest(['--maxWorkers=1', '--reporter=verbose'], { env: { POOLS: '1' } })
  expect(replayed.output).toContain('Cassettes  21 replayed')
  for (const pool of [...pools, 'shared', 'native', 'native-shared']) {
    for (const file of ['a', 'b', 'c'])
      expect(replayed.output).toMatch(new RegExp(`✓ +\\|${pool}\\| +${file}\\.test\\.ts > asks`))
  }
  expect(replayed.exitCode, replayed.output).toBe(0)
})

test('a miss is told in a later file of a VM pool, whose first file missed nothing', async () => {
  const sequencer = `
import { BaseSequencer } from 'vitest/node'
export class ByName extends BaseSequencer {
  sort = (files) => files.sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
}
`
  const project = new Project({
    'sequencer.js': sequencer,
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
import { ByName } from './sequencer.js'
export default { plugins: [cassettes()], test: { sequence: { sequencer: ByName }, vmMemoryLimit: '50%' } }
`,
    'a.test.ts': `
import { test } from 'vitest'
test('sends telemetry', () => fetch('https://api.openai.com/v1/traces/ingest', { method: 'POST' }))
`,
    'b.test.ts': `
import { test } from 'vitest'
const body = JSON.stringify({ model: 'gpt-5-mini', messages: [] })
test('asks', () => fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body }))
`,
  })
  for (const pool of ['vmThreads', 'vmForks']) {
    const { output } = await project.vitest(['--maxWorkers=1', `--pool=${pool}`])
    expect(output).toContain('CassetteMissError: No recorded answer')
    expect(output).not.toContain('TypeError')
  }
})

test('the mocks of the user win in every file of a VM pool', async () => {
  const mocked = `
import https from 'node:https'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const url = 'https://api.openai.com/v1/chat/completions'
const server = setupServer(http.post(url, () => HttpResponse.json({ from: 'the mock' })))
beforeAll(() => server.listen())
afterAll(() => server.close())
const clients = {
  fetch: async (body) => (await fetch(url, { method: 'POST', body })).json(),
  'node:https': (body) => new Promise((resolve, reject) => {
    https.request(url, { method: 'POST' }, (response) => resolve(json(response))).on('error', reject).end(body)
  }),
}
for (const [name, ask] of Object.entries(clients))
  test(name, async () => expect(await ask('{"model":"gpt-5-mini","messages":[]}')).toEqual({ from: 'the mock' }))
`
  const provider = await chatProvider()
  const project = new Project({
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
export default { plugins: [cassettes({ upstream: { '*': process.env.UPSTREAM } })] }
`,
    'a.test.ts': mocked,
    'b.test.ts': mocked,
    'c.test.ts': mocked,
  })
  for (const pool of ['vmThreads', 'vmForks']) {
    const args = ['--mode', 'record', '--maxWorkers=1', `--pool=${pool}`]
    const { exitCode, output } = await project.vitest(args, { env: { UPSTREAM: provider.url } })
    expect(output).not.toContain('recorded')
    expect(exitCode, output).toBe(0)
  }
  expect(provider.requests).toHaveLength(0)
  await provider.close()
})
