import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatCompletion, chatEvent, json, startProvider } from '../support/provider.ts'

/** Each phase at the end of a test is made to fail by what a test can really do to it. */
const tests = `
import { mkdirSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { ask, send } from './ask.ts'
import { note } from './note.ts'

const race = Promise.race
afterAll(() => void (Promise.race = race))

/** Nothing can be put into what a task tells the main process. */
const breakPublish = (task) => void Object.freeze(task.meta)
/** An answer is still on its way, and waiting for it is impossible. */
async function breakCleanUp(name, task, message = 'cleaning up is impossible') {
  const body = JSON.stringify({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content: 'slow ' + name }] })
  const response = await send('', { body })
  await response.body.getReader().read()
  let waits = 0
  Promise.race = function (...args) {
    const [, , caller] = new Error().stack.split('\\n')
    if (caller.includes('/dist/first-request.cjs')) {
      waits += 1
      if (waits > 2) return race.apply(Promise, args)
      // The answer never ends. The wait for what the test has begun, which comes first, need not take its whole time.
      if (waits === 1) return Promise.resolve()
      const types = task?.artifacts?.map(({ type }) => type)
      note(name, types?.filter((type) => !type.endsWith('progress')))
      throw new Error(message)
    }
    return race.apply(Promise, args)
  }
}
/** A folder stands where the cassette should. */
const breakPersist = (name) => void mkdirSync('__cassettes__/end.test.ts/' + name + '.json', { recursive: true })

test('publish', async ({ task }) => { await ask('publish'); breakPublish(task) })
test('clean-up', async () => { await ask('clean-up'); await breakCleanUp('clean-up') })
test('persist', async () => { await ask('persist'); breakPersist('persist') })
test.for(['all', 'all-and-its-own'])('%s', async (name, { task }) => {
  await ask(name)
  breakPublish(task)
  await breakCleanUp(name, task)
  breakPersist(name)
  if (name !== 'all') expect('its own').toBe('first')
})
test('same words', async ({ task }) => {
  await ask('same words')
  breakPublish(task)
  await breakCleanUp('same words', task, 'Cannot add property vitestCassette, object is not extensible')
})
test('none', async () => { await ask('none') })
`

test('publishing, cleaning up and persisting fail alone and together, and none keeps the others from running', async () => {
  const provider = await startProvider(({ body }, response) => {
    const question = JSON.parse(body).messages.at(-1).content as string
    if (!question.startsWith('slow')) return json(response, 200, chatCompletion(question))
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatEvent('one'))
  })
  const files = { ...askModule, ...noteModule, 'end.test.ts': tests }
  const project = new Project(files, { options: { diagnostics: 'failed' } })
  const run = await project.vitest(
    ['--mode', 'record', '--outputFile.vitest-cassette=out.json'],
    recording(provider, { CASSETTE_RUN_ID: 'run' }),
  )
  const publish = /TypeError: Cannot add property vitestCassette/
  const cleanUp = /Error: cleaning up is impossible/
  const persist = /CassetteWriteError: Cannot write __cassettes__\/end\.test\.ts\/[\w-]+\.json/
  const found = (name: string): boolean[] => {
    const text = run.tests[name]!.errors.join('\n')
    return [publish, cleanUp, persist].map((pattern) => pattern.test(text))
  }
  expect(found('publish'), run.output).toEqual([true, false, false])
  expect(found('clean-up')).toEqual([false, true, false])
  expect(found('persist')).toEqual([false, false, true])
  expect(found('all')).toEqual([true, true, true])
  // A failing test leaves alone what stands where its cassette would, and puts its recording aside.
  expect(found('all-and-its-own')).toEqual([true, true, false])
  // Each is told once, in the order of the phases, and the test's own comes first.
  const heads = (name: string): string[] => run.tests[name]!.errors.map((error) => error.split(':', 1)[0]!)
  expect(heads('all')).toEqual(['TypeError', 'Error', 'CassetteWriteError'])
  expect(heads('all-and-its-own')).toEqual(['AssertionError', 'TypeError', 'Error'])
  // Two phases may fail in the same words.
  expect(heads('same words')).toEqual(['TypeError', 'Error'])
  // Diagnostics are published before anything is cleaned up, and only for tests that have failed by then.
  const notes = takeNotes(project)
  expect([notes['all'], notes['all-and-its-own']]).toEqual([[[]], [['vitest-cassette:diagnostics']]])
  expect(run.tests['none']).toEqual({ status: 'passed', errors: [] })

  // The phases that did not fail have done their work.
  const results = project
    .json('out.json')
    .tests.map(({ name, result, calls }: any) => [name, result, calls.live.openai])
  expect(results).toEqual([
    ['clean-up', 'recorded', 2],
    ['persist', 'refused', 1],
    ['none', 'recorded', 1],
  ])
  expect(questionsIn(project, '__cassettes__/end.test.ts/publish.json')).toEqual(['publish'])
  expect(questionsIn(project, '__cassettes__/end.test.ts/clean-up.json')).toContain('clean-up')
  // Recordings that could not be written are in the journals. The logs have the exchanges.
  const journals = project.files('.vitest-cassette/journals').filter((path) => path.endsWith('.jsonl'))
  expect(journals.map((path) => /([\w-]+)\.\d+-/.exec(path)?.[1])).toEqual(['all', 'persist'])
  const left = project.files('.vitest-cassette/runs/run/end.test.ts').map((path) => path.split('/').at(-1))
  const logs = ['all-and-its-own', 'all', 'clean-up', 'none', 'persist', 'publish', 'same-words'].map(
    (name) => `${name}.jsonl`,
  )
  const failed = ['all-and-its-own', 'all', 'clean-up', 'persist', 'publish', 'same-words'].map(
    (name) => `${name}.html`,
  )
  expect(left).toEqual([...logs, ...failed, 'all-and-its-own.json'].sort())
})
