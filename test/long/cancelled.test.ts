import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatEvent, startProvider } from '../support/provider.ts'

/** Streams that go on until Vitest says stop, by the test's signal, and calls that are never answered. */
const files = {
  ...askModule,
  ...noteModule,
  'bail.test.ts': `
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { ask } from './ask.ts'
test('fails while the others stream', async () => {
  await ask('first')
  while (!existsSync('notes.jsonl') || !readFileSync('notes.jsonl', 'utf8').includes('streams')) await new Promise((wait) => setTimeout(wait, 10))
  throw new Error('the first failure')
})
test('never runs', async () => void (await ask('never')))
`,
  'streams.test.ts': `
import { test } from 'vitest'
import { ask, send } from './ask.ts'
import { note } from './note.ts'
test('streams', async ({ signal }) => {
  await ask('before')
  const response = await send('on and on', { signal })
  for await (const _ of response.body!) note('streams', true)
})
test('never runs either', async () => void (await ask('never')))
`,
  'timeout.test.ts': `
import { test } from 'vitest'
import { send } from './ask.ts'
import { note } from './note.ts'
test('times out', { timeout: 8_000 }, async ({ signal }) => {
  const response = await send('on and on', { signal })
  for await (const _ of response.body!) note('times out', true)
})
`,
  'silent.test.ts': `
import { test } from 'vitest'
import { send } from './ask.ts'
test.concurrent('with the signal', { timeout: 8_000 }, async ({ signal }) => void (await send('silence', { signal })))
test.concurrent('without it', { timeout: 8_000 }, async () => void (await send('silence')))
`,
}

test('a call that --bail or a timeout cuts off is not recorded as if the app had wanted that', async () => {
  const project = new Project(files)
  const provider = await startProvider(({ body }, response) => {
    if (body.includes('silence')) return
    if (!body.includes('on and on')) return void response.end('{"choices":[{"message":{"content":"ok"}}]}')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatEvent('word'))
  })
  const timedOut = await project.vitest(['timeout', 'silent', '--mode', 'record'], recording(provider))
  for (const name of ['times out', 'with the signal', 'without it'])
    expect(timedOut.tests[name]?.errors[0], name).toContain('timed out in 8000ms')
  expect(provider.requests).toHaveLength(3)
  expect(project.files('__cassettes__')).toEqual([])
  expect(takeNotes(project)).toEqual({ 'times out': [true] })

  const bailed = await project.vitest(
    ['bail', 'streams', '--mode', 'record', '--bail=1', '--maxWorkers=2'],
    recording(provider),
  )
  expect(bailed.exitCode).toBe(1)
  expect(bailed.output).toContain('the first failure')
  expect(bailed.output).not.toContain('obsolete')
  expect(provider.requests.some(({ body }) => body.includes('never'))).toBe(false)
  expect(takeNotes(project)).toEqual({ streams: [true] })

  expect(project.files('__cassettes__')).toEqual([
    '__cassettes__/bail.test.ts/fails-while-the-others-stream.json',
    '__cassettes__/streams.test.ts/streams.json',
  ])
  for (const path of project.files('__cassettes__')) {
    expect(project.json(path).interactions).toHaveLength(1)
    expect(project.read(path)).not.toContain('aborted')
  }
})
