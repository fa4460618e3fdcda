import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
    .filter((path) => path.endsWith('first-request.bin'))
    .map((path) => join(project.root, path))
}

async function engines(project: Project): Promise<unknown[] | undefined> {
  const run = await project.vitest()
  expect(run.exitCode, run.output).toBe(0)
  return takeNotes(project)['engine']
}

test('the first process that replays compiles the engine, and the others run what it has compiled, unless it is damaged or of another file', async () => {
  const project = await recorded()
  // A recording has compiled other functions than a replay needs.
  expect(takeNotes(project)['engine']).toEqual(['compiled', 'compiled'])
  expect(await engines(project)).toEqual(['compiled', 'kept'])
  expect(await engines(project)).toEqual(['kept', 'kept'])
  const [path = '', ...others] = kept(project)
  expect(others).toEqual([])

  const flipped = readFileSync(path)
  flipped[flipped.length >> 1]! ^= 0xff
  writeFileSync(path, flipped)
  expect(await engines(project)).toEqual(['compiled', 'kept'])
  const engine = 'node_modules/vitest-cassette/dist/first-request.cjs'
  // As long as before: V8 would take what it has for this one too.
  project.write(engine, project.read(engine).replace('CASSETTE_UNUSED', 'CASSETTE_UNUSEE'))
  expect(await engines(project)).toEqual(['compiled', 'kept'])

  // A folder that cannot be written.
  for (const file of kept(project)) {
    writeFileSync(file, '')
    chmodSync(dirname(file), 0o500)
    onTestFinished(() => chmodSync(dirname(file), 0o700))
  }
  if (process.getuid?.() !== 0) expect(await engines(project)).toEqual(['compiled', 'compiled'])
})

test('nothing is kept where Vitest is to keep nothing', async () => {
  const project = await recorded({ cache: false })
  expect(takeNotes(project)['engine']).toBeUndefined()
  expect(kept(project)).toEqual([])
})
