import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

test('every failed test with traffic links its page, and one page shows the whole run', async () => {
  const project = new Project({
    ...askModule,
    'test/a.test.ts': `
import { expect, test } from 'vitest'
import { ask } from '../ask.ts'
const headers = { 'content-type': 'application/json', 'user-agent': 'OpenAI/JS 7.57.0' }
test('greets', () => ask('Hello', { headers }))
test('asks', () => ask('Where is my order' + (process.env.MORE ?? '?')))
test('fails', { retry: 1 }, async () => expect(await ask('one')).toBe(process.env.MORE ? 'two' : 'You said: one'))
test('without traffic', () => expect(process.env.MORE).toBeUndefined())
test('leaks', async () => {
  await ask('my key is ' + process.env.OPENAI_API_KEY)
  if (process.env.UPSTREAM) throw new Error('failed with ' + process.env.OPENAI_API_KEY)
})
`,
    'vitest.config.js': `
import { cassettes } from 'vitest-cassette/plugin'
const upstream = process.env.UPSTREAM ? { '*': process.env.UPSTREAM } : {}
export default {
  plugins: [cassettes({ upstream })],
  test: { isolate: false, reporters: ['default', ['html', { singleFile: true }], 'vitest-cassette/html'] },
}
`,
  })
  const recorded = await project.vitestCommand(['run', '--mode', 'record'], recording(await chatProvider()))
  // What failed while recording is redacted too.
  const leaks = project.files('.vitest-cassette/runs').find((path) => path.endsWith('/leaks.html'))
  expect(leaks, recorded.output).toBeDefined()
  expect(project.read(leaks!)).toContain('my key is <mark>[REDACTED:openai-api-key')
  expect(project.read(leaks!)).not.toContain('sk-test-secret')

  const env = { MORE: ' 4711?', CASSETTE_RUN_ID: 'one', GITHUB_STEP_SUMMARY: project.path('summary.md') }
  const run = await project.vitestCommand(['run'], { env })
  expect(run.exitCode).toBe(1)
  const folder = '.vitest-cassette/runs/one/test/a.test.ts'
  const pages = project.files(folder).filter((path) => path.endsWith('.html'))
  expect(pages.map((path) => path.slice(folder.length + 1))).toEqual(['asks.html', 'fails.2.html', 'fails.html'])
  // In the error, beside the failure in the terminal, in the job summary and in the JSON of the run.
  expect(run.output).toContain(`The conversation of this test, as a page:\n    ${folder}/asks.html\n`)
  expect(run.output).toContain(`↳ ${folder}/asks.html`)
  expect(run.output).toContain(`↳ attempt 2: ${folder}/fails.2.html`)
  expect(run.output).toContain('Page  .vitest-cassette/report.html')
  const summary = project.read('summary.md')
  expect(summary).toContain(`- test/a.test.ts > asks: page: ${folder}/asks.html`)
  expect(summary).toContain(`- test/a.test.ts > fails: page: ${folder}/fails.2.html`)
  expect(project.json('.vitest-cassette/runs/one/run.json').tests.map(({ page }: any) => page)).toEqual([
    undefined,
    `${folder}/asks.html`,
    `${folder}/fails.2.html`,
    undefined,
  ])

  const asks = project.read(`${folder}/asks.html`)
  expect(asks).toContain('Where is my order<ins> 4711</ins>?')
  expect(asks).toContain('npx vitest run test/a.test.ts -t &#39;^asks$&#39; --mode record')
  expect(asks).toMatch(/<summary>\s*CassetteMissError: No recorded answer/)

  // The report of Vitest in one file holds the pages.
  const report = project.read('.vitest/index.html')
  const data = /\("([\w+/=]{1000,})"\)\)<\/script>/.exec(report)?.[1] ?? ''
  expect(gunzipSync(Buffer.from(data, 'base64')).toString()).toContain(Buffer.from(asks).toString('base64'))

  const whole = project.read('.vitest-cassette/report.html')
  expect(whole.match(/<article/g)).toHaveLength(4)
  // Failed tests come first, with what only their pages know.
  expect(whole.lastIndexOf('You said: Hello')).toBeGreaterThan(whole.indexOf('Where is my order<ins> 4711</ins>?'))
  expect(whole).toContain('You said: Hello')
  // The cassette does not hold the SDK: the run knows it.
  expect(whole).toMatch(/<b>passed<\/b> · [^<]*OpenAI\/JS 7\.57\.0/)
})

test('tests that share an error have pages too, and a report with attachments has them at each test', async () => {
  const asks = ['one', 'two'].map(
    (name) => `test('${name}', async () => void (await ask('Hi' + (process.env.MORE ?? ''))))`,
  )
  const project = new Project({
    ...askModule,
    'a.test.ts': ["import { test } from 'vitest'", "import { ask } from './ask.ts'", ...asks].join('\n'),
  })
  const all = (run: string): string => `The conversation of each test, as a page:\n    .vitest-cassette/runs/${run}\n`
  const pages = (run: string): string[] =>
    ['one', 'two'].map((name) => `.vitest-cassette/runs/${run}/a.test.ts/${name}.html`)
  const fail = async (run: string, args: readonly string[], env = {}): Promise<string> => {
    const failed = await project.vitestCommand(['run', ...args], { env: { ...env, CASSETTE_RUN_ID: run } })
    expect(failed.exitCode, failed.output).toBe(1)
    const folder = `.vitest-cassette/runs/${run}`
    expect(project.files(folder).filter((path) => path.endsWith('.html'))).toEqual(pages(run))
    expect(project.json(`${folder}/run.json`).tests.map(({ page }: any) => page)).toEqual(pages(run))
    return failed.output
  }
  const unrecorded = await fail('unrecorded', [])
  expect(unrecorded.split(all('unrecorded'))).toHaveLength(2)
  expect(unrecorded).not.toContain('↳')
  const reported = await fail('reported', ['--reporter=default', '--reporter=html'])
  for (const path of pages('reported')) expect(reported).toContain(`↳ ${path}`)

  const recorded = await project.vitestCommand(['run', '--mode', 'record'], recording(await chatProvider()))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const missed = await fail('missed', [], { MORE: ' more' })
  expect(missed).toContain(`The conversation of this test, as a page:\n    ${pages('missed')[0]}\n`)
  expect(missed).toContain(all('missed'))
})
