import type { ChildProcess } from 'node:child_process'
import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const asks = (question: string): string => `
import { test } from 'vitest'
import { ask } from '../ask.ts'
import { note } from '../note.ts'
test('asks', async ({ task }) => note(task.file.projectName!, await ask('${question}')))
`

/** One project a mode, each with a file of its own, in one watching process. */
const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = { '*': process.env.UPSTREAM }
const projects = ['replay', 'record'].map((mode) => ({ plugins: [cassettes({ mode, upstream })], test: { name: mode, include: [mode + '/*.test.ts'] } }))
export default defineConfig({ test: { projects } })
`

/** Resolves each time the process waits for changes again. */
function waits(child: ChildProcess): () => Promise<void> {
  let isWaiting = Promise.withResolvers<void>()
  let output = ''
  child.stdout?.on('data', (text: string) => {
    output += text
    if (!output.includes('Waiting for file changes')) return
    output = ''
    isWaiting.resolve()
  })
  return async () => {
    await isWaiting.promise
    isWaiting = Promise.withResolvers<void>()
  }
}

test('watching: a rerun reads the changed cassette, and a written one reruns nothing', async () => {
  const files = { ...askModule, ...noteModule, 'replay/a.test.ts': asks('Hello'), 'record/a.test.ts': asks('one') }
  const project = new Project({ ...files, 'vitest.config.ts': config })
  const provider = await chatProvider()
  const first = await project.vitest(['--mode', 'record', '--project=replay'], recording(provider))
  expect(first.exitCode, first.output).toBe(0)
  takeNotes(project)

  const story = async (child: ChildProcess): Promise<void> => {
    const waiting = waits(child)
    await waiting()
    // Nobody imports a cassette: the file that asks is what reruns.
    const cassette = '__cassettes__/replay/a.test.ts/asks.json'
    project.write(cassette, project.read(cassette).replace('You said: Hello', 'Edited by hand'))
    project.write('replay/a.test.ts', `${asks('Hello')}// changed`)
    await waiting()
    project.write('record/a.test.ts', asks('two'))
    await waiting()
    // Comes after the cassette that was just written, so whatever that sets off is seen by then.
    project.write('replay/a.test.ts', `${asks('Hello')}// changed again`)
    await waiting()
    child.kill('SIGINT')
  }
  let told: Promise<void> | undefined
  const run = await project.vitestCommand(['--watch', '--configLoader=native'], {
    ...recording(provider),
    onStart: (child) => void (told = story(child)),
  })
  await told
  expect(takeNotes(project), run.output).toEqual({
    replay: ['You said: Hello', 'Edited by hand', 'Edited by hand'],
    record: ['You said: one', 'You said: two'],
  })
  expect(questionsIn(project, '__cassettes__/record/a.test.ts/asks.json')).toEqual(['two'])
  expect(run.output.match(/Cassettes {2}.*/g)).toEqual([
    'Cassettes  1 replayed, 1 recorded',
    'Cassettes  1 replayed',
    'Cassettes  1 recorded',
    'Cassettes  1 replayed',
  ])
})
