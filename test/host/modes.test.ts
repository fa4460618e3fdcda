import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

/** The environment decides the second question of two of the tests. */
const twoQuestions = {
  ...askModule,
  'agent.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

test.each([
  ['same', 'Bye'],
  ['changed', process.env.CHANGED ?? 'Bye'],
  ['twice', process.env.TWICE ?? 'Bye'],
])('%s', async (name, second) => {
  expect(await ask('Hello')).toMatch(/Hello/)
  expect(await ask(second)).toBeTruthy()
})
test('asks nothing', () => {})
`,
  'new.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('new', async () => expect(await ask('Hello')).toBeTruthy())
`,
}

const path = (name: string): string => `__cassettes__/agent.test.ts/${name}.json`

function questions(project: Project, name: string): string[] {
  return project
    .json(path(name))
    .interactions.map((interaction: any) => interaction.request.body.json.messages[0].content)
}

function answers(project: Project, name: string): string[] {
  return project
    .json(path(name))
    .interactions.map((interaction: any) => interaction.response.body.json.choices[0].message.content)
}

test('the table: what each mode asks, answers and writes', async () => {
  const project = new Project(twoQuestions)
  const provider = await chatProvider((question, count) => `${question} ${count}`)
  await project.vitest(['--mode', 'record', 'agent'], recording(provider))
  for (const name of ['same', 'changed', 'twice']) expect(questions(project, name)).toEqual(['Hello', 'Bye'])
  expect(answers(project, 'same')).toEqual(['Hello 1', 'Bye 2'])
  expect(answers(project, 'changed')).toEqual(['Hello 3', 'Bye 4'])
  expect(answers(project, 'twice')).toEqual(['Hello 5', 'Bye 6'])

  // Replay writes not one byte, not even on a miss or without a cassette, nor a working folder.
  rmSync(project.path('.vitest-cassette'), { recursive: true, force: true })
  const before = project.state()
  const missed = await project.vitest([], recording(provider, { CHANGED: 'Wait' }))
  expect(missed.exitCode).toBe(1)
  expect(
    Object.entries(missed.tests)
      .map(([name, { status }]) => `${name} ${status}`)
      .sort(),
  ).toEqual(['asks nothing passed', 'changed failed', 'new failed', 'same passed', 'twice passed'])
  expect(missed.tests['new']?.errors.join()).toMatch(/not recorded yet/)
  expect(project.state()).toEqual(before)
  expect(provider.requests).toHaveLength(6)

  // Record goes live only for what is missing, and drops what no longer matches. An answer that was asked for twice stays
  // where it is, and the second is added. It writes only what has changed.
  const changed = await project.vitest(
    ['--mode', 'record', 'agent'],
    recording(provider, { CHANGED: 'Wait', TWICE: 'Hello' }),
  )
  expect(changed.exitCode, changed.output).toBe(0)
  expect(provider.requests).toHaveLength(8)
  expect(answers(project, 'changed')).toEqual(['Hello 3', 'Wait 7'])
  expect(answers(project, 'twice')).toEqual(['Hello 5', 'Hello 8'])
  expect(changed.output).toContain('Cassettes  1 replayed, 2 recorded')
  expect(changed.output).toContain('Calls  4 offline, 2 live (openai 2)')
  expect(project.state()[path('same')]).toBe(before[path('same')])

  const recorded = project.state()
  const again = await project.vitest(
    ['--mode', 'record', 'agent'],
    recording(provider, { CHANGED: 'Wait', TWICE: 'Hello' }),
  )
  expect(again.exitCode, again.output).toBe(0)
  expect(provider.requests).toHaveLength(8)
  expect(project.state()).toEqual(recorded)
  expect(again.output).toContain('Cassettes  3 replayed')

  // Refresh records everything anew.
  const refreshed = await project.vitest(['--mode', 'refresh', 'agent'], recording(provider))
  expect(refreshed.exitCode, refreshed.output).toBe(0)
  expect(answers(project, 'same')).toEqual(['Hello 9', 'Bye 10'])
  expect(answers(project, 'changed')).toEqual(['Hello 11', 'Bye 12'])
  expect(refreshed.output).toContain('Cassettes  3 refreshed')
  expect(refreshed.output).toContain('Calls  6 live (openai 6)')
})

describe('off', () => {
  const files = {
    'off.test.ts': `
import net from 'node:net'
import { expect, test as plain, inject } from 'vitest'
import { test } from 'vitest-cassette'

plain('leaves the process as it is', () => {
  expect(net.Socket.prototype.connect.toString()).toContain('normalizeArgs')
  expect(fetch.toString()).toContain('function fetch(input, init = undefined)')
  expect(Object.getOwnPropertySymbols(globalThis)).not.toContain(Symbol.for('vitest-cassette'))
  expect(globalThis).not.toHaveProperty('__MSW_INTERCEPTORS_REGISTRY')
  expect(globalThis).not.toHaveProperty('hasLoadedMsw')
  expect(process.env.OPENAI_API_KEY).toBeUndefined()
})

test('still has the fixture', async ({ cassette }) => {
  expect(cassette.mode).toBe('off')
  expect(cassette.path).toBe('')
  expect(cassette.interactions).toEqual([])
  expect(cassette.calls).toEqual({ offline: 0, live: 0 })
  expect(cassette.lane('planner', () => 42)).toBe(42)
  expect(() => cassette.lane('', () => 42)).toThrow('cassette.lane() needs a name')
})

plain('sends requests to where they go', async () => {
  const response = await fetch(process.env.PROVIDER + '/v1/chat/completions', {
    method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }] }),
  })
  expect((await response.json()).choices[0].message.content).toBe('You said: Hello')
})
`,
    'handlers.test.ts': `
import { expect, test } from 'vitest'
import { cassetteHandlers } from 'vitest-cassette/msw'
test('has no handlers', () => expect(cassetteHandlers()).toEqual([]))
`,
  }

  /** Only the handlers are of MSW. */
  const watchedMsw = {
    'node_modules/msw/package.json': '{ "name": "msw", "main": "index.js" }',
    'node_modules/msw/index.js': 'globalThis.hasLoadedMsw = true\nexports.http = exports.passthrough = {}',
  }

  test.for([
    ['the option', { mode: 'off' }, {}, {}],
    ['CASSETTE_MODE, and loads no msw', {}, { CASSETTE_MODE: ' OFF ' }, watchedMsw],
  ] as const)('patches nothing, by %s', async ([, options, env, packages]) => {
    const project = new Project({ ...files, ...packages }, { options, test: { isolate: packages === watchedMsw } })
    const provider = await chatProvider()
    const before = Object.keys(project.state())
    const run = await project.vitest([], { env: { ...env, PROVIDER: provider.url } })
    expect(run.tests).toEqual(
      Object.fromEntries(Object.keys(run.tests).map((name) => [name, { status: 'passed', errors: [] }])),
    )
    expect(Object.keys(run.tests)).toHaveLength(4)
    expect(run.exitCode).toBe(0)
    expect(provider.requests).toHaveLength(1)
    expect(Object.keys(project.state())).toEqual(before)
    expect(run.output).not.toContain('Cassettes')
  })
})

describe('the mode, the environment and the timeouts of the tests', () => {
  const files = {
    ...noteModule,
    '.env.record': 'OPENAI_API_KEY=sk-from-file\nMY_TOOL=from-file\nVITE_FLAG=from-file\n',
    '.env.record.local': 'MY_TOOL=from-local-file\n',
    'seen.test.ts': `
import OpenAI from 'openai'
import { test } from 'vitest-cassette'
import { note } from './note.ts'
test('notes', ({ cassette, task }) => {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, MISTRAL_API_KEY, MY_TOOL, VITE_FLAG, MODE } = process.env
  const keys = { OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, MISTRAL_API_KEY, MY_TOOL, VITE_FLAG, sdk: new OpenAI().apiKey }
  note(task.file.projectName || 'root', {
    mode: [cassette.mode, import.meta.env.MODE, MODE],
    timeouts: [task.timeout, globalThis.__vitest_worker__.config.hookTimeout],
    keys,
  })
})
`,
  }
  interface Seen {
    readonly mode: readonly [cassette: string, meta: string, process: string]
    readonly timeouts: readonly [test: number, hook: number]
    readonly keys: Readonly<Record<string, string>>
  }
  const seen = (project: Project): Record<string, Seen> =>
    Object.fromEntries(Object.entries(takeNotes(project)).map(([name, notes]) => [name, notes[0] as Seen]))

  test('while recording .env.record is read, and timeouts are raised, unless they are higher or off; --mode comes before all', async () => {
    const timeouts = {
      raised: { testTimeout: 2_000 },
      higher: { testTimeout: 300_000, hookTimeout: 400_000 },
      off: { testTimeout: 0, hookTimeout: 0 },
    }
    const projects = Object.entries(timeouts).map(([name, options]) => ({ extends: true, test: { name, ...options } }))
    const project = new Project(files, { options: { mode: 'off' }, test: { projects } })
    const run = await project.vitest(['--mode', 'Record'], { env: { CASSETTE_MODE: 'refresh' } })
    expect(run.exitCode, run.output).toBe(0)
    const notes = seen(project)
    expect(Object.fromEntries(Object.entries(notes).map(([name, note]) => [name, note.timeouts]))).toEqual({
      raised: [120_000, 120_000],
      higher: [300_000, 400_000],
      off: [0, 0],
    })
    for (const { mode, keys } of Object.values(notes)) {
      expect(mode).toEqual(['record', 'test', 'test'])
      expect(keys).toEqual({
        OPENAI_API_KEY: 'sk-from-file',
        MY_TOOL: 'from-local-file',
        VITE_FLAG: 'from-file',
        sdk: 'sk-from-file',
      })
    }
  })

  test('a variable of the user is stronger, and so is a higher timeout of the command line; CASSETTE_MODE comes before the option', async () => {
    const project = new Project(files, { options: { mode: 'record' }, test: { env: { MY_TOOL: 'from-config' } } })
    const run = await project.vitest(['--testTimeout=300000'], {
      env: { CASSETTE_MODE: ' Refresh ', OPENAI_API_KEY: 'sk-set' },
    })
    expect(run.exitCode, run.output).toBe(0)
    const { mode, timeouts, keys } = seen(project)['root']!
    expect(mode).toEqual(['refresh', 'test', 'test'])
    expect(timeouts).toEqual([300_000, 120_000])
    expect(keys).toMatchObject({ OPENAI_API_KEY: 'sk-set', MY_TOOL: 'from-config', VITE_FLAG: 'from-file' })
  })

  test("while replaying, a key that .env.record names has a placeholder, and timeouts are the user's; another word of --mode is the user's own", async () => {
    const project = new Project(files, { test: { testTimeout: 2_000, env: { GROQ_API_KEY: 'sk-config' } } })
    const run = await project.vitest(['--mode', 'staging'], { env: { MISTRAL_API_KEY: 'sk-real' } })
    expect(run.exitCode, run.output).toBe(0)
    const { mode, timeouts, keys } = seen(project)['root']!
    expect(mode).toEqual(['replay', 'staging', 'staging'])
    expect(timeouts).toEqual([2_000, 60_000])
    expect(keys['MY_TOOL']).toBeUndefined()
    expect(keys['VITE_FLAG']).toBeUndefined()
    expect(keys['OPENAI_API_KEY']).not.toBe('sk-from-file')
    expect(keys['OPENAI_API_KEY']).toBeTruthy()
    expect(keys['ANTHROPIC_API_KEY']).toBeUndefined()
    expect(keys['sdk']).toBe(keys['OPENAI_API_KEY'])
    // A key that is set stays.
    expect(keys).toMatchObject({ MISTRAL_API_KEY: 'sk-real', GROQ_API_KEY: 'sk-config' })
  })
})

describe('what stops the run before any test', () => {
  const files = {
    'any.test.ts': `import { test } from 'vitest'\nconsole.log('A TEST FILE RAN')\ntest('any', () => {})\n`,
  }

  test.for([
    [
      'an unknown option',
      [],
      {},
      { onExhaust: 'fail' },
      'Unknown option "onExhaust" in cassettes({ … }). Did you mean "onExhausted"?',
    ],
    [
      'recording in CI',
      ['--mode', 'record'],
      { CI: 'true' },
      {},
      'Recording in CI is refused: CI is set, and the mode is record (--mode).',
    ],
  ] as const)('%s', async ([, args, env, options, message]) => {
    const project = new Project(files, { options })
    const run = await project.vitest(args, { env })
    expect(run.output).toContain(`CassetteConfigError: ${message}`)
    expect(run.output).toContain('Explained in node_modules/vitest-cassette/docs/errors.md#cassette_config')
    expect(run.output).not.toContain('A TEST FILE RAN')
    // One message: no stack, no code frame, not said twice.
    expect(run.output).not.toMatch(/^\s+at /m)
    expect(run.output).not.toContain('❯')
    expect(run.output.split(message)).toHaveLength(2)
    expect(run.exitCode).toBe(1)
  })
})
