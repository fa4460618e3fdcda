import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const tests = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

/** A client that remembers what it was told, as many do. */
const known = new Map<string, Promise<string>>()
const remember = (question: string) => known.get(question) ?? known.set(question, ask(question)).get(question)

let isFlaky = process.env.FLAKY !== undefined
test('remembers over a retry', { retry: 1 }, async () => {
  expect(await remember('once')).toBe('You said: once')
  if (isFlaky) {
    isFlaky = false
    throw new Error('again')
  }
})
test('remembers over repetitions', { repeats: 1 }, async () => {
  expect(await remember('first')).toBe('You said: first')
  expect(await ask('each time')).toBe('You said: each time')
})
let count = 0
test('asks something else each time', { repeats: 2 }, async () => {
  const question = 'turn ' + ++count
  expect(await ask(question)).toBe('You said: ' + question)
})
`

test('interactions that any attempt of a test has used stay in its cassette, and count as used', async () => {
  const project = new Project({ ...askModule, 'again.test.ts': tests })
  const provider = await chatProvider()
  const questions = (): string[][] =>
    project.files('__cassettes__').map((path) => questionsIn(project, path).toSorted())
  const all = [['turn 1', 'turn 2', 'turn 3'], ['once'], ['each time', 'first']]

  for (const mode of ['record', 'record', 'refresh']) {
    const recorded = await project.vitest(['--mode', mode], recording(provider, { FLAKY: '1' }))
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(questions(), mode).toEqual(all)
  }
  await provider.close()
  const before = project.state()
  for (const env of [{ FLAKY: '1' }, {}]) {
    const replayed = await project.vitest([], { env })
    expect(replayed.exitCode, replayed.output).toBe(0)
  }
  expect(project.state()).toEqual(before)
})
