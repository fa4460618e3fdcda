import { readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatCompletion, json, startProvider } from '../support/provider.ts'

/** One in each thing that an app keeps to itself, as `canary-in-…`: no report may hold any, cut at its start neither. */
const canaries = ['prompt', 'answer', 'argument', 'result', 'path', 'query', 'header', 'error', 'param'].map(
  (what) => `ary-in-${what}`,
)

const tests = `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'

const post = (path, body) => fetch('https://api.openai.com/v1/' + path, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer x', 'x-private': 'canary-in-header' },
  body: JSON.stringify({ model: 'gpt-5-mini', ...body }),
})
const user = { role: 'user', content: 'canary-in-prompt' }

test('drifts', async () => void (await ask('canary-in-prompt ' + process.env.QUESTION)))
test('calls a tool', async () => {
  const { choices } = await (await post('chat/completions?part=canary-in-query', { messages: [user], tools: [] })).json()
  const [{ message }] = choices
  const result = { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'canary-in-result' }
  await (await post('chat/completions', { messages: [user, message, result] })).text()
})
test('is refused', async () => {
  const response = await post('canary-in-path/chat/completions', { messages: [user] })
  expect(response.status).toBe(400)
  await response.text()
})
test('circles', async () => { for (let round = 0; round < 4; round++) await ask('canary-in-prompt again') })
withCassette('steps', async ({ cassette }) => {
  await cassette.step('book {city}', { params: { city: 'canary-in-param' } }, () => ask('canary-in-prompt in a step'))
})
`

const reporter = `
import { writeFileSync } from 'node:fs'
export default class {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    writeFileSync('artifacts.json', JSON.stringify(tests.map((test) => [test.fullName, test.meta(), test.artifacts()])))
  }
}
`

const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"city":"canary-in-argument"}' } }

test('no report, artifact or log holds anything that was said', async () => {
  const provider = await startProvider(({ url, body }, response) => {
    if (url.includes('canary-in-path'))
      return json(response, 400, { error: { type: 'invalid_request_error', message: 'canary-in-error' } })
    const answer: any = chatCompletion('canary-in-answer')
    if (body.includes('"tools"')) answer.choices[0].message.tool_calls = [call]
    json(response, 200, answer)
  })
  const project = new Project({ ...askModule, 'reporter.js': reporter, 'private.test.ts': tests })
  const files = {
    json: 'vitest.json',
    blob: 'blobs/blob.json',
    junit: 'junit.xml',
    'vitest-cassette': 'cassettes.json',
  }
  const reporters = ['default', 'json', 'blob', 'junit', 'github-actions', './reporter.js']
  const args = [
    ...reporters.map((name) => `--reporter=${name}`),
    ...Object.entries(files).map(([name, file]) => `--outputFile.${name}=${file}`),
  ]
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: project.path('summary.md'), CASSETTE_RUN_ID: 'run' }
  project.write('summary.md', '')
  for (const QUESTION of ['old', 'new']) {
    const run = await project.vitestCommand(
      ['run', '--mode=record', ...args],
      recording(provider, { ...env, QUESTION }),
    )
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).toContain('Cassettes')
    project.write(`output-${QUESTION}.txt`, run.output)
  }

  const quotesAt = '.vitest-cassette/runs/run/private.test.ts/drifts.drift.txt'
  const document = project.json('cassettes.json')
  expect(
    document.tests.map(({ name, drift, warnings, diagnostics }: any) => [
      name,
      drift,
      warnings?.length,
      diagnostics?.summary_key,
    ]),
  ).toEqual([
    ['drifts', { replayed: 0, refreshed: 0, recorded: 1, dropped: 1, quotesAt }, undefined, 'success.completed'],
    ['calls a tool', undefined, undefined, 'success.completed'],
    ['is refused', undefined, undefined, 'provider_api_error.invalid_request'],
    ['circles', undefined, 1, 'success.completed'],
    ['steps', undefined, undefined, 'success.completed'],
  ])
  expect(document.tests.at(-1).steps).toEqual([
    {
      name: 'book {city}',
      state: 'passed',
      calls: 1,
      usage: { input: 10, output: 5, cached: 0, reasoning: 0 },
      steps: [],
    },
  ])
  const runs = '.vitest-cassette/runs/run'
  const published = [...Object.values(files), 'artifacts.json', 'summary.md', 'output-old.txt', 'output-new.txt']
  const logs = project.files(runs).filter((path) => path.endsWith('.jsonl'))
  expect(logs.length).toBeGreaterThanOrEqual(5)
  for (const path of [...published, ...logs, `${runs}/run.json`]) {
    const text = readFileSync(project.path(path), 'utf8')
    expect(text.length, path).toBeGreaterThan(0)
    expect(
      canaries.filter((canary) => text.includes(canary)),
      path,
    ).toEqual([])
  }
  // They are there to be found: the files that are for the person at this machine have them.
  const all = [...project.files('__cassettes__'), ...project.files(runs)].map((path) => project.read(path)).join()
  expect(canaries.filter((canary) => !all.includes(canary))).toEqual(['ary-in-header'])

  // The run that merges has them from the folder of the run, and else counts only.
  const merge = (): Promise<Run> => project.vitestCommand(['run', '--merge-reports=blobs'])
  const quote = /#1 messages\[0\]\.content: .*ary-in-prompt/
  expect((await merge()).output).toMatch(quote)
  rmSync(project.path(runs), { recursive: true })
  const elsewhere = (await merge()).output
  expect(elsewhere).not.toContain('ary-in-')
  expect(elsewhere).toMatch(/Changed {2}__cassettes__.*\n.*1 replaced/)
})
