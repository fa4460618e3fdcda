import { expect, test } from 'vitest'
import { artifactsReporter, diagnosticsIn } from '../support/artifacts.ts'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, json, startProvider } from '../support/provider.ts'

const tests = `
import { request } from 'node:https'
import { describe, expect, test } from 'vitest'
import { ask, send } from './ask.js'

const isReplay = process.env.CASSETTE_MODE !== 'record'
const start = async (content, init = {}) => (await send(content, { body: JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content }] }), ...init })).body.getReader()
const rest = async (reader) => { while (!(await reader.read()).done); }

// The app does the same, recorded and replayed.
describe.concurrent('alike', () => {
  test('its signal', async () => {
    const stop = new AbortController()
    const reader = await start('open 1', { signal: stop.signal })
    await reader.read()
    stop.abort(new Error('enough'))
    await reader.read()
  })
  test('its signal, over node:https', async () => {
    const stop = new AbortController()
    await new Promise((_, fail) => {
      const outgoing = request('https://api.openai.com/v1/chat/completions', { method: 'POST', signal: stop.signal, headers: { 'content-type': 'application/json' } }, (response) => {
        response.once('data', () => stop.abort()).on('error', fail)
      })
      outgoing.on('error', fail).end(JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content: 'open 2' }] }))
    })
  })
  test('before any answer', async () => {
    const stop = new AbortController()
    const answer = send('silent', { signal: stop.signal })
    if (isReplay) await new Promise((later) => setTimeout(later, 50))
    else await fetch(process.env.UPSTREAM + '/asked')
    stop.abort()
    await answer
  })
  test('cancelled', async () => {
    const reader = await start('open 3')
    await reader.read()
    await reader.cancel()
    throw new Error('left')
  })
  test('left when all was said', async () => {
    const reader = await start('done')
    await reader.read()
    await reader.cancel()
    throw new Error('left')
  })
  test('a slow break, then a refusal', async () => {
    const reader = await start('break')
    await expect(rest(reader)).rejects.toThrow()
    await ask('refused')
  })
})

// Recorded whole: what the app does is another thing each time.
describe.concurrent('whole', () => {
  const timeout = isReplay ? 3_000 : 60_000
  test('then its signal', async () => {
    const stop = new AbortController()
    const reader = await start('whole 1', { signal: stop.signal })
    await reader.read()
    if (isReplay) stop.abort()
    await rest(reader)
  })
  test('then cancelled', async () => {
    const reader = await start('whole 2')
    await reader.read()
    if (!isReplay) return rest(reader)
    await reader.cancel()
    throw new Error('left')
  })
  test('then too slow', { timeout }, async () => rest(await start('whole 3')))
  test('then too slow, told by the test', { timeout }, async ({ signal }) => rest(await start('whole 4', { signal })))
  test('then too slow, told by a signal of both', { timeout }, async ({ signal }) =>
    rest(await start('whole 5', { signal: AbortSignal.any([signal, new AbortController().signal]) })))
  test('then the test is over', async () => {
    const reader = await start('whole 6')
    await reader.read()
    if (!isReplay) return rest(reader)
    throw new Error('over')
  })
})

// Cut by the end of the test, so never recorded.
describe.runIf(!isReplay).concurrent('live', () => {
  test('too slow', { timeout: 4_000 }, async () => rest(await start('open 4')))
  test('too slow, told by the test', { timeout: 4_000 }, async ({ signal }) => rest(await start('open 5', { signal })))
  test('the test is over', async () => {
    await (await start('open 6')).read()
    throw new Error('over')
  })
})
`

const finish = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`

const alike = {
  'its signal': 'client_abort.lifecycle_close',
  'its signal, over node:https': 'client_abort.lifecycle_close',
  'before any answer': 'client_abort.lifecycle_close',
  cancelled: 'unknown_scope_close.missing_lifecycle_provenance',
  'left when all was said': 'success.completed',
  'a slow break, then a refusal': 'provider_api_error.invalid_request',
}
const timedOut = 'known_lifecycle_close.lifecycle_close timeout'
const ended = 'known_lifecycle_close.lifecycle_close test-ended'

test('how an exchange ended is told from what happened in this run, recorded or replayed', async () => {
  let asked = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ url, body }, response) => {
    if (url === '/asked') {
      await asked.promise
      return void response.end()
    }
    const question = JSON.parse(body).messages.at(-1).content as string
    if (question === 'silent') return asked.resolve()
    if (question === 'refused') return json(response, 400, { error: { type: 'invalid_request_error', message: 'no' } })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chatEvent('Hel'))
    if (question === 'done') return void response.write(finish)
    if (question.startsWith('open')) return
    await new Promise((next) => setTimeout(next, 6_000))
    if (question === 'break') return void response.destroy()
    response.end(`${chatEvent('lo')}${finish}`)
  })
  const project = new Project(
    { ...askModule, ...artifactsReporter, 'ends.test.ts': tests },
    { options: { keepFailures: true, diagnostics: 'all', stream: { timing: 'recorded' } } },
  )
  const args = ['--reporter=./reporter.js']
  const told = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(diagnosticsIn(project)).map(([name, { summary_key, lifecycle }]) => [
        name,
        [summary_key, lifecycle ?? []].flat().join(' '),
      ]),
    )

  const recorded = await project.vitest(args, recording(provider, { CASSETTE_MODE: 'record' }))
  expect(told(), recorded.output).toMatchObject({
    ...alike,
    'then its signal': 'success.completed',
    'then too slow': 'success.completed',
    'too slow': timedOut,
    'too slow, told by the test': timedOut,
    'the test is over': ended,
  })
  for (const name of ['too slow', 'too slow, told by the test', 'the test is over']) {
    expect(diagnosticsIn(project)[name]?.retry_safety.reason).toBe('visible_output_seen')
    // The test's own failure only, and nothing of it is kept.
    expect(recorded.tests[`live > ${name}`]?.errors).toHaveLength(1)
    expect(project.files('__cassettes__').filter((path) => path.includes('live'))).toEqual([])
  }
  expect(recorded.output).not.toContain('keepFailures')
  expect(recorded.output).toContain('3 not recorded yet, 12 recorded')
  await provider.close()

  const replayed = await project.vitest(args, { env: { CASSETTE_MODE: 'replay' } })
  expect(told(), replayed.output).toEqual({
    ...alike,
    'then its signal': 'client_abort.lifecycle_close',
    'then cancelled': 'unknown_scope_close.missing_lifecycle_provenance',
    'then too slow': timedOut,
    'then too slow, told by the test': timedOut,
    'then too slow, told by a signal of both': timedOut,
    'then the test is over': ended,
  })
  const { missing_provenance, retry_safety, events } = diagnosticsIn(project)['then cancelled']!
  expect([missing_provenance, retry_safety.reason, events]).toEqual([
    ['lifecycle.close_requested'],
    'visible_output_seen',
    1,
  ])
})
