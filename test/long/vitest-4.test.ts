import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const story = `
import { beforeAll, describe, expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'
import { note } from './note.ts'

beforeAll(async () => note('beforeAll', await ask('in beforeAll')))
test('asks', async () => {
  note('asks', await ask(process.env.QUESTION ?? 'Hello'))
  note('env', [import.meta.env.MODE, process.env.MODE])
})
describe('suite', () => {
  test.concurrent.for([1, 2, 3])('crowd %i', async (index, { task }) => {
    note(task.name, [await ask('same'), await ask('only ' + index)])
  })
})
let attempt = 0
test('retries', { retry: 1 }, async () => {
  note('retries', await ask('try'))
  expect(++attempt).toBeGreaterThan(1)
})
withCassette('has the fixture', async ({ cassette }) => {
  await cassette.lane('side', () => ask('in a lane'))
  expect(cassette.interactions[0].lane).toBe('side')
})
test('asks nothing', () => {})
`

const names = `
import { describe, test } from 'vitest'
import { ask } from './ask.ts'
describe('an agent', () => {
  test('asks (1 + 1)?', async () => void (await ask('x' + (process.env.QUESTION ?? ''))))
  test('asks', async () => void (await ask('y')))
})
`

test('Vitest 4.1 records, replays and refuses as Vitest 5 does, and the command of a miss runs just its test', async () => {
  const project = new Project(
    { ...askModule, ...noteModule, 'agent.test.ts': story, 'names.test.ts': names },
    { vitest: 'test/lanes/vitest-4/node_modules/vitest' },
  )
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.output).toContain('RUN  v4.')
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(recorded.output).toContain('Cassettes  9 recorded')
  expect(recorded.output).toContain('Calls  1 offline, 12 live (openai 12)')
  const live = takeNotes(project)
  expect(live['env']).toEqual([['test', 'test']])
  expect(questionsIn(project, '__cassettes__/agent.test.ts/suite--crowd-2.json')).toEqual(['same', 'only 2'])
  expect(questionsIn(project, '__cassettes__/agent.test.ts/[file].json')).toEqual(['in beforeAll'])
  await provider.close()
  const before = project.state()

  const replayed = await project.vitest(['agent'])
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Cassettes  7 replayed')
  expect(takeNotes(project)).toEqual(live)

  const missed = await project.vitest([], { env: { QUESTION: 'Bye' } })
  expect(missed.exitCode).toBe(1)
  expect(missed.tests['asks']?.status).toBe('failed')
  expect(missed.tests['asks nothing']?.status).toBe('passed')
  expect(missed.output).toContain('CassetteMissError: No recorded answer: POST api.openai.com/v1/chat/completions')
  expect(missed.output).toContain("npx vitest run agent.test.ts -t '^asks$' --mode record")
  expect(project.state()).toEqual(before)

  const command =
    /-t '(.*)' --mode record/.exec(missed.tests['an agent > asks (1 + 1)?']?.errors.at(-1) ?? '')?.[1] ?? ''
  const second = await chatProvider()
  const one = await project.vitest(['-t', command, '--mode', 'record'], recording(second, { QUESTION: 'Bye' }))
  expect(one.exitCode, one.output).toBe(0)
  expect(second.requests.map(({ body }) => JSON.parse(body).messages[0].content)).toEqual(['xBye'])
})

test('projects of Vitest 4.1 record by --mode, and the document that it prints stays what it is', async () => {
  const project = new Project(
    {
      ...askModule,
      'agent.test.ts': `import { test } from 'vitest'\nimport { ask } from './ask.ts'\ntest('asks', async () => void (await ask('x')))`,
    },
    {
      vitest: 'test/lanes/vitest-4/node_modules/vitest',
      test: { projects: [{ extends: true, test: { name: 'inline' } }] },
    },
  )
  const provider = await chatProvider()
  const recorded = await project.vitestCommand(['run', '--reporter=json', '--mode=record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  JSON.parse(recorded.stdout)
  expect(recorded.stderr).toContain('Cassettes  1 recorded')
  const replayed = await project.vitestCommand(['run', '--reporter=junit', '--pool=vmThreads'])
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.stdout).toMatch(/^<\?xml[\s\S]*<\/testsuites>\s*$/)
  expect(replayed.stderr).toContain('Cassettes  1 replayed')
})
