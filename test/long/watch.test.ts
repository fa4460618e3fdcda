import type { ChildProcess } from 'node:child_process'
import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
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
    if (!/(?:Waiting|Watching) for file changes/.test(output)) return
    output = ''
    isWaiting.resolve()
  })
  return async () => {
    await isWaiting.promise
    isWaiting = Promise.withResolvers<void>()
  }
}

test('watching: a changed cassette reruns its tests, and only the first run records', async () => {
  const files = { ...askModule, ...noteModule, 'replay/a.test.ts': asks('Hello'), 'record/a.test.ts': asks('one') }
  const project = new Project({ ...files, 'vitest.config.ts': config })
  const provider = await chatProvider()
  const first = await project.vitest(['--mode', 'record', '--project=replay'], recording(provider))
  expect(first.exitCode, first.output).toBe(0)
  takeNotes(project)

  const paid: number[] = []
  const story = async (child: ChildProcess): Promise<void> => {
    const waiting = waits(child)
    await waiting()
    paid.push(provider.requests.length)
    // Nobody imports a cassette.
    const cassette = '__cassettes__/replay/a.test.ts/asks.json'
    project.write(cassette, project.read(cassette).replace('You said: Hello', 'Edited by hand'))
    await waiting()
    project.write('record/a.test.ts', asks('two'))
    await waiting()
    paid.push(provider.requests.length)
    // As in another terminal.
    await project.vitest(['record/a.test.ts', '--mode', 'record', '--project=record'], recording(provider))
    await waiting()
    // Comes after the cassette that was just written, so whatever that sets off is seen by then.
    project.write('replay/a.test.ts', `${asks('Hello')}// changed`)
    await waiting()
    paid.push(provider.requests.length)
    child.kill('SIGINT')
  }
  let told: Promise<void> | undefined
  const run = await project.vitestCommand(['--watch', '--configLoader=native'], {
    ...recording(provider),
    onStart: (child) => void (told = story(child)),
  })
  await told
  // The first run pays for one call, and the recording in the other terminal for one.
  expect(paid, run.output).toEqual([2, 2, 3])
  expect(takeNotes(project), run.output).toEqual({
    replay: ['You said: Hello', 'Edited by hand', 'Edited by hand'],
    record: ['You said: one', 'You said: two', 'You said: two'],
  })
  expect(run.output.match(/Cassettes {2}.*/g)).toEqual([
    'Cassettes  1 replayed, 1 recorded',
    'Cassettes  1 replayed',
    'Cassettes  1 missed',
    'Cassettes  1 replayed',
    'Cassettes  1 replayed',
  ])
  expect(run.output).toContain('  mode       replay (default)')
  expect(run.output).toContain('Watching  From now on this process replays: a save pays for no call.')
  expect(run.output).toContain('Watching  Record in another terminal: a changed cassette reruns its tests.')
})
