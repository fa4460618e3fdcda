import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { noteModule, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

const asks = `
import { expect, test } from 'vitest'
import { note } from './note.ts'

const names = ['MY_SEARCH_KEY', 'AZURE_OPENAI_API_KEY', 'AZURE_RESOURCE_NAME', 'OPENAI_API_KEY', 'GOOGLE_API_KEY']
note('set', Object.fromEntries(names.map((name) => [name, process.env[name] ?? null])))
const ask = (url, headers) => fetch(url, { method: 'POST', headers, body: '{"model":"m","messages":[]}' }).then(({ status }) => status)

test('searches', async () =>
  expect(await ask('https://search.example.com/find', { authorization: 'Bearer ' + process.env.MY_SEARCH_KEY })).toBe(200))
test('asks Azure', async () =>
  expect(await ask('https://' + process.env.AZURE_RESOURCE_NAME + '.openai.azure.com/openai/v1/responses', { 'api-key': process.env.AZURE_OPENAI_API_KEY })).toBe(200))
test.skipIf(!process.env.OPENAI_API_KEY)('needs a key of OpenAI', async () =>
  expect(await ask('https://api.openai.com/v1/responses', { authorization: 'Bearer ' + process.env.OPENAI_API_KEY })).toBe(200))
`

/** Its key stands in no request: the test asks a gateway with another one. */
const guarded = `
import { expect, test } from 'vitest'
test.skipIf(!process.env.OPENAI_API_KEY)('runs with a key', async () => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch('https://search.example.com/find', { method: 'POST', headers, body: '{"q":1}' })
  expect(answer.status).toBe(200)
})
test.skipIf(!process.env.GROQ_API_KEY)('runs with another key', () => {})
`

const keys = {
  MY_SEARCH_KEY: 'search-key-of-mine',
  AZURE_OPENAI_API_KEY: 'azure-key-of-mine',
  AZURE_RESOURCE_NAME: 'eu-models',
}

test('a replay sets placeholders for the keys that a recording has used, settings with their value, and nothing else', async () => {
  const project = new Project(
    { ...noteModule, 'asks.test.ts': asks },
    // A placeholder of the user's, which must not be sent.
    { options: { include: ['search.example.com'] }, test: { env: { AZURE_OPENAI_API_KEY: 'test' } } },
  )
  const provider = await startProvider((_request, response) => json(response, 200, {}))
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url, ...keys } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests.map(({ headers }) => headers['api-key'] ?? headers.authorization).sort()).toEqual([
    'Bearer search-key-of-mine',
    'azure-key-of-mine',
  ])
  expect(takeNotes(project)['set']).toEqual([{ ...keys, OPENAI_API_KEY: null, GOOGLE_API_KEY: null }])
  const list = project.read('__cassettes__/environment.txt')
  expect(list.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
    'AZURE_OPENAI_API_KEY',
    'AZURE_RESOURCE_NAME=eu-models',
    'MY_SEARCH_KEY',
    '',
  ])

  const replayed = await project.vitest(['--reporter=verbose'], { env: { CI: '1' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.tests['needs a key of OpenAI']?.status).toBe('skipped')
  expect(takeNotes(project)['set']).toEqual([
    {
      MY_SEARCH_KEY: expect.stringContaining('placeholder'),
      AZURE_OPENAI_API_KEY: 'test',
      AZURE_RESOURCE_NAME: 'eu-models',
      OPENAI_API_KEY: null,
      GOOGLE_API_KEY: null,
    },
  ])

  // An empty value opts out, in the environment and in the list, which later recordings leave as it is.
  project.write('__cassettes__/environment.txt', list.replace('=eu-models', '='))
  await project.vitest(['-t', 'searches', '--mode', 'refresh'], { env: { UPSTREAM: provider.url, ...keys } })
  takeNotes(project)
  await project.vitest(['-t', 'searches'], { env: { MY_SEARCH_KEY: '' } })
  expect(takeNotes(project)['set']).toMatchObject([{ MY_SEARCH_KEY: '', AZURE_RESOURCE_NAME: '' }])
})

test('cassettes from before there was a list get the keys of the providers that they speak to', async () => {
  const project = new Project({ ...noteModule, 'asks.test.ts': asks }, { options: { include: ['search.example.com'] } })
  const provider = await startProvider((_request, response) => json(response, 200, {}))
  const first = await project.vitest(['--mode', 'record', '-t', 'Azure'], { env: { UPSTREAM: provider.url, ...keys } })
  expect(first.exitCode, first.output).toBe(0)
  rmSync(project.path('__cassettes__/environment.txt'))
  takeNotes(project)
  const run = async (args: string[], env: Record<string, string> = {}): Promise<unknown> => {
    await project.vitest(args, { env: { UPSTREAM: provider.url, ...env } })
    return takeNotes(project)['set']?.[0]
  }
  const placeholder = expect.stringContaining('placeholder') as string
  const before = { MY_SEARCH_KEY: null, OPENAI_API_KEY: null, GOOGLE_API_KEY: null, AZURE_RESOURCE_NAME: null }
  expect(await run([])).toEqual({ ...before, AZURE_OPENAI_API_KEY: placeholder })
  // The first recording after that keeps them.
  await run(['--mode', 'record', '-t', 'searches'], { MY_SEARCH_KEY: keys.MY_SEARCH_KEY })
  expect(await run([])).toEqual({ ...before, AZURE_OPENAI_API_KEY: placeholder, MY_SEARCH_KEY: placeholder })
})

test('a key of .env.record that only decides whether a test runs decides the same in a replay without the file', async () => {
  const project = new Project(
    { 'guarded.test.ts': guarded, '.env.record': 'OPENAI_API_KEY=sk-of-mine\nMODEL=large\n' },
    { options: { include: ['search.example.com'] } },
  )
  const provider = await startProvider((_request, response) => json(response, 200, {}))
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.output).toContain('Cassettes  1 recorded')
  expect(project.read('__cassettes__/environment.txt')).toMatch(/nothing\.\nOPENAI_API_KEY\n$/)
  rmSync(project.path('.env.record'))
  const replayed = await project.vitest([], { env: { CI: '1' } })
  expect(replayed.tests, replayed.output).toMatchObject({
    'runs with a key': { status: 'passed' },
    'runs with another key': { status: 'skipped' },
  })
})
