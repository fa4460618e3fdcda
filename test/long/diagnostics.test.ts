import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { DiagnosticsArtifact } from '../../src/vitest/shared/diagnostics-artifact.ts'
import { artifactsReporter, diagnosticsIn } from '../support/artifacts.ts'
import { askModule, recording } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatEvent, json, startProvider } from '../support/provider.ts'

const tests = `
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask, send } from './ask.js'

const read = async (response) => { let text = ''; for await (const piece of response.body) text += Buffer.from(piece); return text }

test('is cut', async () => { await read(await send('cut', { body: body('cut') })) })
test('is limited', async () => { await ask('limited') })
test('passes', async () => { await ask('fine') })
test('fails by itself', async () => { await ask('fine'); expect(1).toBe(2) })
test('gives up', async () => {
  const stop = new AbortController()
  const response = await send('slow', { body: body('slow'), signal: stop.signal })
  const reader = response.body.getReader()
  await reader.read()
  stop.abort()
  await reader.read()
})
let tries = 0
test('passes in the end', { retry: 1 }, async () => { if (++tries === 1) await ask('limited too'); else await ask('fine') })
withCassette('looks at itself', async ({ cassette }) => {
  await ask('fine')
  expect(cassette.run).toMatchObject({ classification: 'success', calls: 1, usage: { input: 7, output: 5 } })
  cassette.tool('my look', { effect: 'read_only' })
  await expect(cassette.tool('fails', { effect: 'local_process' }, async () => { throw new Error('no') })).rejects.toThrow('no')
  expect(cassette.run.summary_key).toBe('tool_failure.tool_execution_failed')
  expect(cassette.run.evidence.filter(({ tool }) => tool).map(({ tool }) => tool)).toEqual(['my_look', 'fails', 'fails'])
})

function body(content) { return JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content }] }) }
`

/** Answers by the last message: cuts a stream after two events, refuses, never ends, or just answers. */
async function answer(body: string, response: ServerResponse): Promise<void> {
  const question = JSON.parse(body).messages.at(-1).content as string
  if (question.startsWith('limited'))
    return json(response, 429, { error: { type: 'rate_limit_error', message: 'slow down' } })
  if (question === 'fine')
    return json(response, 200, {
      choices: [{ index: 0, message: { role: 'assistant', content: 'fine' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 7, completion_tokens: 5 },
    })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(chatEvent('one'))
  if (question === 'slow') return
  response.write(chatEvent('two'))
  if (response.writableNeedDrain) await once(response, 'drain')
  response.socket?.end()
}

const expected = {
  'is cut': 'external_stream_disconnect.provider_progress_socket_closed',
  'is limited': 'provider_api_error.rate_limit',
  'fails by itself': 'success.completed',
  'gives up': 'client_abort.lifecycle_close',
}

/** Of each test that fails in the end. */
function summaryKeys(project: Project): Record<string, string> {
  const { 'passes in the end': _, ...failed } = diagnosticsIn(project)
  return Object.fromEntries(Object.entries(failed).map(([name, { summary_key }]) => [name, summary_key]))
}

function lines(run: Run): string[] {
  return [...run.output.matchAll(/wire\n\s*↳ (.*)/g)].map(([, line = '']) => line.trim())
}

test.each(['vitest', 'test/lanes/vitest-4/node_modules/vitest'])(
  'what happened on the wire stands under each failed test, recorded and replayed alike: %s',
  async (vitest) => {
    const provider = await startProvider(({ body }, response) => answer(body, response))
    const files = { ...askModule, ...artifactsReporter, 'wire.test.ts': tests }
    const project = new Project(files, {
      options: { keepFailures: true },
      ...(vitest !== 'vitest' && { vitest }),
    })
    const args = ['--reporter=./reporter.js', '--reporter=junit', '--outputFile.junit=junit.xml']
    const env = { CASSETTE_RUN_ID: 'one-run' }
    const recorded = await project.vitest([...args, '--mode', 'record'], recording(provider, env))
    expect(summaryKeys(project)).toEqual(expected)
    await provider.close()
    const replayed = await project.vitest(args, { env })
    expect(summaryKeys(project)).toEqual(expected)
    // A test that passes in the end has nothing to tell of, but each attempt that failed has its artifact.
    const artifacts = project.json('artifacts.json') as Array<[string, DiagnosticsArtifact]>
    const [, first] = artifacts.find(([name]) => name === 'passes in the end')!
    expect(first).toMatchObject({ runId: 'one-run', attempt: 1, attemptId: `${first.testId}/1` })
    expect(first.testId.startsWith('one-run/')).toBe(true)
    const { tests: told } = project.json('.vitest-cassette/runs/one-run/run.json')
    const one = told.find(({ name }: { name: string }) => name === 'passes in the end')
    expect([one.state, one.diagnostics]).toEqual(['passed', undefined])
    // The page of a miss says it all.
    expect(/name="passes in the end"[^]*?<\/testcase>/.exec(project.read('junit.xml'))?.[0]).not.toContain(
      'name="wire"',
    )
    expect(replayed.tests['looks at itself']).toEqual({ status: 'passed', errors: [] })
    for (const run of [recorded, replayed]) {
      expect(lines(run).map((line) => line.replace(/, \d\.\d s after the last/, ''))).toEqual([
        'the connection broke after 2 events · do not retry: text was already visible',
        'the provider limited the rate (status 429) · safe to retry',
        'the app aborted the call after 1 event · do not retry: text was already visible',
      ])
    }
  },
)
