import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

const threads = `
import { writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

const { env } = process
const cases = {
  plain: undefined,
  'a copy of the environment': { env: { ...env } },
  'an environment of its own': { env: { PROVIDER: env.PROVIDER } },
  'the shared environment': { env: SHARE_ENV },
  'options of its own': { execArgv: ['--trace-exit'] },
  'options of its own, and the shared environment': { execArgv: ['--trace-exit'], env: SHARE_ENV },
}
const says = {}
test.each(Object.keys(cases))('%s', async (name) => {
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), cases[name])
  says[name] = (await once(worker, 'message'))[0]
  await once(worker, 'exit')
  writeFileSync(env.SAYS, JSON.stringify(says))
})
test('an option that no thread takes', () => {
  expect(() => new Worker('', { eval: true, execArgv: ['--title=x'] })).toThrow('--title=x')
  expect(() => new Worker('', { eval: true, env: { NODE_OPTIONS: '--title=x' } })).toThrow('--title=')
})
`

const thread = `
import { parentPort } from 'node:worker_threads'
const { execArgv, env } = process
const asked = await fetch(env.PROVIDER + '/v1/thread').then(({ status }) => status, () => 'refused')
parentPort.postMessage({ execArgv, ahead: globalThis.ahead === true, asked })
`

test('a thread starts with the options that it has without the plugin, and asks no provider', async () => {
  const provider = await startProvider((_request, response) => void response.end('{}'))
  // Neither is for a thread: Node takes them for all threads of a process.
  const forProcess = ['--expose-gc', '--openssl-legacy-provider']
  const project = new Project(
    { 'threads.test.js': threads, 'thread.mjs': thread, 'ahead.cjs': 'globalThis.ahead = true' },
    {
      options: { include: [new URL(provider.url).host] },
      test: { execArgv: [...forProcess, '--require', './ahead.cjs'] },
    },
  )
  const saysOf = async (env: Record<string, string>): Promise<Record<string, { asked: unknown }>> => {
    const variables = {
      PROVIDER: provider.url,
      SAYS: 'says.json',
      NODE_OPTIONS: '--max-old-space-size=900 --openssl-legacy-provider',
    }
    const run = await project.vitest([], { env: { ...variables, ...env } })
    expect(run.tests['an option that no thread takes']?.status, run.output).toBe('passed')
    const errors = Object.values(run.tests).flatMap((outcome) => outcome.errors)
    expect(
      errors.filter((error) => !error.includes('CassetteUnseenError')),
      run.output,
    ).toEqual([])
    expect(errors).toHaveLength(env['CASSETTE_MODE'] === 'off' ? 0 : 6)
    return project.json('says.json') as Record<string, { asked: unknown }>
  }
  const without = await saysOf({ CASSETTE_MODE: 'off' })
  expect(Object.keys(without)).toHaveLength(6)
  expect(provider.requests).toHaveLength(6)
  const refused = Object.entries(without).map(([name, said]) => [name, { ...said, asked: 'refused' }])
  expect(await saysOf({})).toEqual(Object.fromEntries(refused))
  expect(provider.requests).toHaveLength(6)
})
