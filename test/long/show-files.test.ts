import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const cli = 'node_modules/vitest-cassette/dist/cli.cjs'
const [greets, asks] = ['greets', 'asks'].map((name) => `__cassettes__/test/a.test.ts/${name}.json`) as [string, string]

test('the command writes pages and archives, of one test and of all', async () => {
  const project = new Project({
    ...askModule,
    'test/a.test.ts': `
import { test } from 'vitest-cassette'
import { ask } from '../ask.ts'
test('greets', async () => void (await ask('Hello')))
test('asks', async ({ cassette }) => {
  await cassette.step('look up', () => ask('word '.repeat(400) + 'the end'))
  await cassette.lane('critic', () => ask('Is it right?'))
})
`,
  })
  const run = await project.vitest(['--mode', 'record'], recording(await chatProvider()))
  expect(run.exitCode, run.output).toBe(0)
  const command = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, output } = await project.node([cli, ...args])
    expect(exitCode, output).toBe(0)
    return stdout
  }

  const one = await command('show', 'asks', '--html')
  const path = /✓ (\S+\.html)/.exec(one)?.[1] ?? ''
  expect(path).toMatch(/^\.vitest-cassette\/show\/.*asks.*\.html$/)
  expect(readFileSync(project.path(path), 'utf8')).toContain('You said: Is it right?')
  const printed = await command('show', 'asks', '--html', '--output', '-')
  expect(printed).toMatch(/^<!doctype html>[^]*You said: Is it right\?[^]*<\/html>\s*$/)
  await command('show', '--all', '--html', '--output', 'all.html')
  const all = project.read('all.html')
  expect(all.match(/<article/g)).toHaveLength(2)
  expect(all).toContain('You said: Hello')

  const { log } = JSON.parse(await command('show', '--all', '--har', '--output', '-'))
  expect(log.pages.map(({ title }: any) => title)).toEqual(['test/a.test.ts > asks', 'test/a.test.ts > greets'])
  expect(log.entries.map(({ _lane, _step, timings }: any) => [_lane, _step, timings.wait > 0])).toEqual([
    ['main', 'look up', true],
    ['critic', undefined, true],
    ['main', undefined, true],
  ])

  const short = await command('show', 'asks')
  expect(short).toMatch(/step look up[^]*lane critic|look up[^]*critic/)
  expect(short).not.toContain('the end\n')
  expect(await command('show', 'asks', '--full')).toContain('the end')

  // As `git` shows cassettes.
  expect(await command('show', '--textconv', asks)).toContain('Is it right?')
  await command('diff', greets, asks, '--html', '--output', 'diff.html')
  expect(project.read('diff.html')).toMatch(/<table class="sides">[^]*<del>[^]*Hello[^]*<ins>/)

  expect(await command('list')).toMatch(/asks[^]*2 calls?[^]*greets|asks[^]*greets/)
  project.write(
    asks,
    project.read(asks).replaceAll(/"recordedAt": "[^"]*"/g, '"recordedAt": "2020-01-01T00:00:00.000Z"'),
  )
  const { cassettes } = JSON.parse(await command('list', '--older', '90d', '--json'))
  expect(cassettes.map(({ cassette }: any) => cassette)).toEqual([asks])
})
