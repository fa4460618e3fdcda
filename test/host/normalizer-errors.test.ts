import { expect, test } from 'vitest'
import { askModule } from '../support/ask.ts'
import { Project } from '../support/project.ts'

const cassette = JSON.stringify({
  format: 'vitest-cassette',
  version: 1,
  test: { file: 'own.test.ts', name: 'a recorded request it cannot cope with' },
  interactions: [
    {
      lane: 'main',
      recordedAt: '2026-11-21T10:02:11.482Z',
      request: { method: 'POST', url: 'https://api.openai.com/v1/embeddings', body: { text: 'no JSON' } },
      response: { status: 200, body: { json: {} } },
    },
  ],
})

const files = {
  ...askModule,
  '__cassettes__/own.test.ts/a-recorded-request-it-cannot-cope-with.json': cassette,
  'broken.ts': 'export const noId = (request =>',
  'throws.ts': "throw new Error('no database')",
  'empty.ts': 'export const name = 1',
  'fine.ts': 'export function noId(request: { url: string }) { return nowhere.id }',
  'own.test.ts': `
import { expect, test } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { ask } from './ask.ts'

// The app swallows whatever comes.
const swallow = () => ask('Where is my order?').catch(() => {})
const given = (name: string, run: unknown) => test(name, async () => {
  configureCassette({ normalize: [run as never] })
  await swallow()
})
given('throws', function noRunId(request: any) { return request.body.run.id })
given('returns nothing', function noRunId(request: any) { delete request.body })
given('is async', async function noRunId() { throw new Error('x') })
given('returns a word', () => 'request')
given('returns a circle', function circle(request: any) { return { ...request, headers: { request: (request.self = request) } } })
given('a recorded request it cannot cope with', function first({ body, ...rest }: any) { return { ...rest, body: { json: body.json.messages[0] } } })
given('a module that throws', './throws.ts')
given('a module that is broken', './broken.ts')
given('a module without functions', './empty.ts')
given('a module that is not there', './nowhere.ts')
given('a function of a module', './fine.ts')
test('after the first request', async () => {
  await swallow()
  expect(() => configureCassette({ ignore: ['id'] })).toThrow(expect.objectContaining({ code: 'CASSETTE_CONFIG' }))
  configureCassette({ ignore: ['id'] })
})
test.each([{ ignor: [] }, { normalize: ['uuid'] }, { ignore: 'id' }, { ignore: ['a..b'] }, { clock: 'record' }, { normalize: [7] }, 'clock', { matchHeaders: ['cookie'] }, { budget: { calls: 1 } }])('options %#', (options) => {
  configureCassette(options as never)
})
`,
}

/** Our pages of a test, without the names of the errors' own test. */
const pages: Record<string, string> = {}

test('a broken normalizer fails the test that needs it, and the error names it', async () => {
  const project = new Project(files)
  const before = project.state()
  const run = await project.vitest()
  for (const [name, { status, errors }] of Object.entries(run.tests)) {
    expect(status, name).toBe('failed')
    pages[name] = errors.join('\n\n')
  }
  expect(project.state()).toEqual(before)

  expect(pages['throws']).toBe(
    `CassetteNormalizerError: The normalizer noRunId failed

  request    POST api.openai.com/v1/chat/completions
             openai gpt-5-mini, 1 message: "Where is my order?"
  normalizer noRunId
             threw TypeError: Cannot read properties of undefined (reading 'id')

  A normalizer gets a copy of each request, of the test or recorded, and returns a
  request, changed or not.`,
  )
  expect(pages['returns nothing']).toContain('\n             returned nothing\n')
  expect(pages['is async']).toContain('returned a promise: it cannot be async')
  expect(run.output).not.toContain('Unhandled')
  expect(pages['returns a word']).toContain('returned something that is not a request: { method, url, headers, body }')
  expect(pages['returns a circle']).toMatch(/normalizer circle\n +returned something that is not JSON: TypeError/)
  // The recorded request is the one to look at, not the one that was asked.
  expect(pages['a recorded request it cannot cope with']).toMatch(
    /request    POST api\.openai\.com\/v1\/embeddings\n[^]*threw TypeError/,
  )
  expect(pages['a module that throws']).toBe(
    `CassetteConfigError: The normalizers of ./throws.ts cannot be loaded

  Error: no database

  A module is named by its path from the root of the project, with its extension,
  and is loaded as your tests are.`,
  )
  expect(pages['a module that is broken']).toMatch(
    /^CassetteConfigError: The normalizers of \.\/broken\.ts cannot be loaded\n\n  Error: .*\n  .*PARSE_ERROR/,
  )
  expect(pages['a module that is not there']).toMatch(
    /^CassetteConfigError: The normalizers of \.\/nowhere\.ts cannot be loaded\n\n  Error: Cannot find module/,
  )
  expect(pages['a module without functions']).toContain('./empty.ts exports no normalizer.')
  expect(pages['a function of a module']).toContain(
    'normalizer noId, from ./fine.ts\n             threw ReferenceError: nowhere is not defined',
  )
  expect(pages['after the first request']).toContain(
    'configureCassette() came after the first request of the test, or after its cassette was read: it is too late for these options.',
  )
  expect(pages['options 0']).toContain('configureCassette({ … }): unknown option "ignor". Did you mean "ignore"?')
  expect(pages['options 1']).toContain('configureCassette({ … }): normalize.0 cannot be "uuid". Did you mean "uuids"?')
  expect(pages['options 2']).toContain("ignore takes a list: ['metadata.request_id', '**.timestamp']")
  expect(pages['options 3']).toContain('ignore.0: "a..b" cannot be read from "..b" on')
  expect(pages['options 4']).toContain('clock cannot be "record". Did you mean "recorded"?')
  expect(pages['options 5']).toContain("normalize.0 takes a text, as in normalize: ['uuids', './test/normalizers.ts']")
  expect(pages['options 6']).toContain('it takes an object of options')
  expect(pages['options 7']).toContain('"cookie" carries a secret')
  expect(pages['options 8']).toContain('configureCassette({ … }): "budget" is an option of the plugin alone.')
})

test('a module of the plugin that is not there stops the run before it starts', async () => {
  const project = new Project(
    { 'a.test.ts': "import { test } from 'vitest'\ntest('a', () => {})" },
    { options: { normalize: ['uuids', './test/nowhere.ts'] } },
  )
  const { exitCode, output } = await project.vitest()
  expect(exitCode).toBe(1)
  expect(output).toContain(
    'CassetteConfigError: Option "normalize" in cassettes({ … }): there is no ./test/nowhere.ts.',
  )
  expect(output).not.toContain('a.test.ts')
})
