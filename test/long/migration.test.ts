import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startProvider } from '../../examples/provider.ts'
import { Project } from '../support/project.ts'
import { repository } from '../support/run.ts'
import { codeBlocks } from '../docs/markdown.ts'
import { wayFrom } from '../docs/way.ts'

const pages = ['msw', 'fixtures', 'aimock']

test('the tests before and after are green: as they were, beside the plugin, recorded, and replayed', async () => {
  const ways = pages.map((page) => [page, wayFrom(page)] as const)
  const project = new Project({
    ...Object.fromEntries(ways.map(([page, { before }]) => [`test/${page}.test.ts`, before])),
    'fixtures/hello.json': codeBlocks(readFileSync(join(repository, 'docs/migration/aimock.md'), 'utf8')).find(
      ({ language }) => language === 'json',
    )!.text,
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
const { UPSTREAM, WITHOUT_PLUGIN } = process.env
const upstream = UPSTREAM && { '*': UPSTREAM }
export default { plugins: WITHOUT_PLUGIN ? [] : [cassettes({ ...(upstream && { upstream }) })] }
`,
  })
  for (const name of ['agent.ts', 'orders.ts'])
    cpSync(join(repository, 'examples/support-agent', name), project.path(`test/${name}`))
  const keys = { OPENAI_API_KEY: 'none' }

  const bare = await project.vitest([], { env: { ...keys, WITHOUT_PLUGIN: '1' } })
  expect(bare.exitCode, bare.output).toBe(0)
  const beside = await project.vitest([], { env: { ...keys, CI: '1' } })
  expect(beside.exitCode, beside.output).toBe(0)
  expect(Object.keys(beside.tests)).toEqual(Object.keys(bare.tests))
  expect(project.exists('__cassettes__')).toBe(false)

  for (const [page, { after }] of ways) project.write(`test/${page}.test.ts`, after)
  const provider = await startProvider()
  onTestFinished(() => provider.stop().catch(() => {}))
  provider.on({ userMessage: 'Say hello' }, { content: 'hi' })
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...keys, UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  await provider.stop()
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain(`Cassettes  ${pages.length} replayed`)
})
