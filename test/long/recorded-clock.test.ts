import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'
import { recordedAt } from '../support/recorded-in.ts'

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
const plugins = [cassettes({ ...upstream, clock: 'recorded', ...JSON.parse(process.env.OPTIONS ?? '{}') })]
export default defineConfig({ plugins, test: { isolate: false, testTimeout: 60_000 } })
`

const tests = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
const time = () => new Date().toISOString().slice(0, 19)
// A slow machine is busy before it builds a prompt and after.
const work = () => {
  const end = performance.now() + Number(process.env.BUSY ?? 0)
  while (performance.now() < end);
}
test('time of day', { repeats: Number(process.env.REPEATS ?? 0) }, async () => {
  for (let turn = 1; turn <= 12; turn += 1) {
    work()
    const prompt = turn + ': it is ' + time()
    work()
    await ask(prompt)
  }
})
for (const name of ['edited', 'renewed', 'accepted']) test(name, async () => {
  await ask(process.env.WORD + ' ' + time())
  await ask('And now ' + time())
  expect(process.env.FAILS).not.toBe(name)
})
`

test('every prompt with the time of day matches, also on a slow machine, over midnight, and after a recording on another day', async () => {
  // A provider takes its time, so that the clock of the recording is far ahead of that of a replay.
  const provider = await startProvider(async (_, response) => {
    await new Promise((done) => setTimeout(done, 130))
    json(response, 200, chatCompletion('Fine'))
  })
  const project = new Project({ ...askModule, 'vitest.config.js': config, 'clock.test.ts': tests })
  const record = (env: Record<string, string>, ...args: string[]): Promise<Run> =>
    project.vitest(['--mode', 'record', ...args], recording(provider, { WORD: 'Now', ...env }))
  const expectReplay = async (env: Record<string, string> = {}): Promise<void> => {
    const { exitCode, output } = await project.vitest([], { env: { OPENAI_API_KEY: '', WORD: 'Now', ...env } })
    expect(exitCode, output).toBe(0)
  }
  const recorded = await record({})
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(12 + 3 * 2)
  await expectReplay()
  await expectReplay({ BUSY: '60' })
  const cassette = '__cassettes__/clock.test.ts/time-of-day.json'
  const [, first = ''] = /1: it is (\S{19})/.exec(project.read(cassette)) ?? []
  recordedAt(project, '2019-12-31T23:59:59Z', first)
  // The provider alone takes longer than a second.
  expect(project.read(cassette)).toMatch(/1: it is 2019-12-31T23:59:59[^]*it is 2020-01-01/)
  await expectReplay({ BUSY: '20' })
  // 20 times of 20.
  await expectReplay({ BUSY: '2', REPEATS: '19' })

  // A changed prompt is recorded on the day of the rest.
  const WORD = 'At this moment'
  const edited = await record({ WORD }, '-t', 'edited')
  expect(edited.exitCode, edited.output).toBe(0)
  expect(provider.requests).toHaveLength(19)
  const renewed = await record({ WORD, OPTIONS: '{"maxAge":"90d","onStale":"record"}' }, '-t', 'renewed')
  expect(renewed.exitCode, renewed.output).toBe(0)
  expect(provider.requests).toHaveLength(21)
  const failed = await record({ WORD, FAILS: 'accepted' }, '-t', 'accepted')
  expect(failed.exitCode).toBe(1)
  expect(provider.requests).toHaveLength(22)
  const accepted = await project.node(['node_modules/vitest-cassette/dist/cli.cjs', 'accept', 'accepted'])
  expect(accepted.exitCode, accepted.output).toBe(0)
  await expectReplay({ WORD })
})

test('prompts match to the millisecond, with waits between them and clients that read the time too', async () => {
  const provider = await startProvider(async (_, response) => {
    await new Promise((done) => setTimeout(done, 20))
    json(response, 200, chatCompletion('Fine'))
  })
  const exact = `
import OpenAI from 'openai'
import { test } from 'vitest'
test('to the millisecond', async () => {
  const client = new OpenAI({ apiKey: 'sk-test-secret' })
  for (let turn = 1; turn <= 8; turn += 1) {
    const began = Date.now()
    await new Promise((done) => setTimeout(done, 5))
    const content = 'from ' + began + ' to ' + new Date().toISOString()
    await client.chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content }] })
  }
})
`
  const project = new Project({ 'vitest.config.js': config, 'exact.test.ts': exact })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  for (const run of [1, 2, 3]) {
    const { exitCode, output } = await project.vitest()
    expect(exitCode, `${run}: ${output}`).toBe(0)
  }
})
