import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

/** Notes how the process comes by its engine. */
const watch = `
const { appendFileSync } = require('node:fs')
const vm = require('node:vm')
const { Script } = vm
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options)
    if (!options?.filename?.endsWith('first-request.cjs')) return
    const how = options.cachedData === undefined ? 'compiled' : this.cachedDataRejected ? 'rejected' : 'kept'
    appendFileSync(__dirname + '/notes.jsonl', JSON.stringify(['engine', how]) + '\\n')
  }
}
`

const asks = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('asks', async () => expect(await ask('x')).toBe('yes'))
`

async function recorded(test: object = {}): Promise<Project> {
  const provider = await startProvider((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{"choices":[{"message":{"content":"yes"}}]}')
  })
  const project = new Project(
    { ...askModule, ...noteModule, 'watch.cjs': watch, 'a.test.ts': asks, 'b.test.ts': asks },
    // Each file in a process of its own.
    { test: { execArgv: ['--require', './watch.cjs'], fileParallelism: false, isolate: true, ...test } },
  )
  const run = await project.vitest(['--mode', 'record'], recording(provider))
  expect(run.exitCode, run.output).toBe(0)
  return project
}

/** Paths of what is kept. */
function kept(project: Project): string[] {
  return readdirSync(project.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /first-request-[^/]*\.bin$/.test(path))
    .map((path) => join(project.root, path))
}

async function engines(project: Project): Promise<unknown[] | undefined> {
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  return takeNotes(project)['engine']
}

test('the first process compiles the engine, and the others run what it has compiled', async () => {
  const project = await recorded()
  expect(takeNotes(project)['engine']).toEqual(['compiled', 'kept'])
  expect(await engines(project)).toEqual(['kept', 'kept'])
  expect(kept(project)).toHaveLength(1)
})

test('a damaged one is made anew, and so is one of another file', async () => {
  const project = await recorded()
  takeNotes(project)
  const [path = ''] = kept(project)
  const whole = readFileSync(path)
  const flipped = Buffer.from(whole)
  flipped[whole.length >> 1]! ^= 0xff
  for (const damaged of [flipped, whole.subarray(0, 1000), Buffer.alloc(0)]) {
    writeFileSync(path, damaged)
    expect(await engines(project)).toEqual(['compiled', 'kept'])
  }
  const engine = 'node_modules/vitest-cassette/dist/first-request.cjs'
  // As long as before: V8 would take what it has for this one too.
  project.write(engine, project.read(engine).replace('CASSETTE_UNUSED', 'CASSETTE_UNUSEE'))
  expect(await engines(project)).toEqual(['compiled', 'kept'])
})

test('nothing is kept where Vitest is to keep nothing, or the folder cannot be written', async () => {
  const project = await recorded({ cache: false })
  expect(takeNotes(project)['engine']).toBeUndefined()
  expect(kept(project)).toEqual([])
  const closed = await recorded()
  takeNotes(closed)
  const [path = ''] = kept(closed)
  writeFileSync(path, '')
  chmodSync(join(path, '..'), 0o500)
  onTestFinished(() => chmodSync(join(path, '..'), 0o700))
  if (process.getuid?.() !== 0) expect(await engines(closed)).toEqual(['compiled', 'compiled'])
})
