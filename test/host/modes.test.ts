import { describe, expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const twoQuestions = {
  ...askModule,
  'agent.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

test('asks', async () => {
  expect(await ask('Hello')).toMatch(/Hello/)
  expect(await ask(process.env.SECOND ?? 'Bye')).toBeTruthy()
})
test('asks nothing', () => {})
`,
}

const cassette = '__cassettes__/agent.test.ts/asks.json'

function questions(project: Project): string[] {
  return project.json(cassette).interactions.map((interaction: any) => interaction.request.body.json.messages[0].content)
}

function answers(project: Project): string[] {
  return project.json(cassette).interactions.map((interaction: any) => interaction.response.body.json.choices[0].message.content)
}

describe('the table', () => {
  test('replay writes not one byte, not even on a miss', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider()
    await project.vitest(['--mode', 'record'], recording(provider))
    expect(questions(project)).toEqual(['Hello', 'Bye'])
    const before = project.state()

    const replayed = await project.vitest([], recording(provider))
    expect(replayed.exitCode).toBe(0)
    expect(project.state()).toEqual(before)

    const missed = await project.vitest([], recording(provider, { SECOND: 'Wait' }))
    expect(missed.exitCode).toBe(1)
    expect(missed.tests['asks']?.status).toBe('failed')
    expect(missed.tests['asks nothing']?.status).toBe('passed')
    expect(project.state()).toEqual(before)
    expect(provider.requests).toHaveLength(2)
  })

  test('replay without a cassette writes nothing either', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider()
    const before = project.state()
    const run = await project.vitest([], recording(provider))
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(/holds +nothing yet/)
    expect(project.state()).toEqual(before)
    expect(provider.requests).toHaveLength(0)
  })

  test('record goes live only for what is missing, and drops what no longer matches', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider((question, count) => `${question} ${count}`)
    await project.vitest(['--mode', 'record'], recording(provider))
    expect(answers(project)).toEqual(['Hello 1', 'Bye 2'])

    const changed = await project.vitest(['--mode', 'record'], recording(provider, { SECOND: 'Wait' }))
    expect(changed.exitCode).toBe(0)
    expect(provider.requests).toHaveLength(3)
    expect(answers(project)).toEqual(['Hello 1', 'Wait 3'])
    expect(changed.output).toContain('Cassettes  1 recorded')
    expect(changed.output).toContain('Calls  1 offline, 1 live (openai 1)')
  })

  test('record writes only when something changed', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider()
    await project.vitest(['--mode', 'record'], recording(provider))
    const before = project.state()
    const again = await project.vitest(['--mode', 'record'], recording(provider))
    expect(again.exitCode).toBe(0)
    expect(provider.requests).toHaveLength(2)
    expect(project.state()).toEqual(before)
    expect(again.output).toContain('Cassettes  1 replayed')
  })

  test('record leaves an answer that was asked for twice where it is, and adds the second', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider((question, count) => `${question} ${count}`)
    await project.vitest(['--mode', 'record'], recording(provider))
    await project.vitest(['--mode', 'record'], recording(provider, { SECOND: 'Hello' }))
    expect(answers(project)).toEqual(['Hello 1', 'Hello 3'])
  })

  test('refresh records everything anew', async () => {
    const project = new Project(twoQuestions)
    const provider = await chatProvider((question, count) => `${question} ${count}`)
    await project.vitest(['--mode', 'record'], recording(provider))
    const run = await project.vitest(['--mode', 'refresh'], recording(provider))
    expect(run.exitCode).toBe(0)
    expect(answers(project)).toEqual(['Hello 3', 'Bye 4'])
    expect(run.output).toContain('Cassettes  1 refreshed')
    expect(run.output).toContain('Calls  2 live (openai 2)')
  })
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
  expect(process.env.OPENAI_API_KEY).toBeUndefined()
})

test('still has the fixture', async ({ cassette }) => {
  expect(cassette.mode).toBe('off')
  expect(cassette.path).toBe('')
  expect(cassette.interactions).toEqual([])
  expect(cassette.calls).toEqual({ offline: 0, live: 0 })
  expect(cassette.lane('planner', () => 42)).toBe(42)
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

  test.for([
    ['the option', { mode: 'off' }, {}],
    ['CASSETTE_MODE', {}, { CASSETTE_MODE: ' OFF ' }],
  ] as const)('patches nothing, by %s', async ([, options, env]) => {
    const project = new Project(files, { options })
    const provider = await chatProvider()
    const before = Object.keys(project.state())
    const run = await project.vitest([], { env: { ...env, PROVIDER: provider.url } })
    expect(run.tests).toEqual(Object.fromEntries(Object.keys(run.tests).map((name) => [name, { status: 'passed', errors: [] }])))
    expect(run.exitCode).toBe(0)
    expect(provider.requests).toHaveLength(1)
    expect(Object.keys(project.state())).toEqual(before)
    expect(run.output).not.toContain('Cassettes')
  })

  test('does not load msw', async () => {
    const project = new Project({ ...files, 'node_modules/msw/package.json': '{ "name": "msw", "main": "index.js" }', 'node_modules/msw/index.js': 'throw new Error("msw was loaded")' }, { options: { mode: 'off' } })
    const provider = await chatProvider()
    const run = await project.vitest(['off.test.ts'], { env: { PROVIDER: provider.url } })
    expect(run.exitCode).toBe(0)
    expect(Object.keys(run.tests)).toHaveLength(3)
  })
})

describe('where the mode comes from', () => {
  const files = {
    'mode.test.ts': `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
test('says it', ({ cassette }) => {
  console.log(JSON.stringify({ mode: cassette.mode, meta: import.meta.env.MODE, process: process.env.MODE }))
})
`,
  }
  const said = (output: string): unknown => JSON.parse(/\{"mode":.*\}/.exec(output)?.[0] ?? '{}')

  test.for([
    ['CASSETTE_MODE before the option', [], { CASSETTE_MODE: ' Refresh ' }, { mode: 'record' }, 'refresh'],
    ['--mode before all', ['--mode', 'Record'], { CASSETTE_MODE: 'refresh' }, { mode: 'off' }, 'record'],
  ] as const)('%s', async ([, args, env, options, mode]) => {
    const project = new Project(files, { options })
    const run = await project.vitest(args, { env })
    expect(run.exitCode).toBe(0)
    expect(said(run.output)).toEqual({ mode, meta: 'test', process: 'test' })
  })

  test("another word of --mode is the user's own", async () => {
    const project = new Project(files)
    const run = await project.vitest(['--mode', 'staging'])
    expect(said(run.output)).toEqual({ mode: 'replay', meta: 'staging', process: 'staging' })
  })
})

describe('what stops the run before any test', () => {
  const files = { 'any.test.ts': `import { test } from 'vitest'\nconsole.log('A TEST FILE RAN')\ntest('any', () => {})\n` }

  test.for([
    ['an unknown mode', [], { CASSETTE_MODE: 'recrod' }, {}, 'Unknown mode "recrod" (CASSETTE_MODE). Did you mean "record"?'],
    ['an unknown option', [], {}, { onExhaust: 'fail' }, 'Unknown option "onExhaust" in cassettes({ … }). Did you mean "onExhausted"?'],
    ['recording in CI', ['--mode', 'record'], { CI: 'true' }, {}, 'Recording in CI is refused: CI is set, and the mode is record (--mode).'],
  ] as const)('%s', async ([, args, env, options, message]) => {
    const project = new Project(files, { options })
    const run = await project.vitest(args, { env })
    expect(run.output).toContain(`CassetteConfigError: ${message}`)
    expect(run.output).not.toContain('A TEST FILE RAN')
    // One message: no stack, no code frame, not said twice.
    expect(run.output).not.toMatch(/^\s+at /m)
    expect(run.output).not.toContain('❯')
    expect(run.output.split(message)).toHaveLength(2)
    expect(run.exitCode).toBe(1)
  })
})

describe('the environment of the tests', () => {
  const files = {
    '.env.record': 'OPENAI_API_KEY=sk-from-file\nMY_TOOL=from-file\nVITE_FLAG=from-file\n',
    '.env.record.local': 'MY_TOOL=from-local-file\n',
    'env.test.ts': `
import OpenAI from 'openai'
import { test } from 'vitest'
test('env', () => {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, MY_TOOL } = process.env
  console.log(JSON.stringify({ seen: true, OPENAI_API_KEY, ANTHROPIC_API_KEY, MY_TOOL, sdk: new OpenAI().apiKey }))
})
`,
  }
  const seen = (output: string): Record<string, string> => JSON.parse(/\{"seen":.*\}/.exec(output)?.[0] ?? '{}')

  test('.env.record is read while recording', async () => {
    const project = new Project(files)
    const run = await project.vitest(['--mode', 'record'])
    expect(seen(run.output)).toEqual({ seen: true, OPENAI_API_KEY: 'sk-from-file', MY_TOOL: 'from-local-file', sdk: 'sk-from-file' })
  })

  test('what is set already is stronger', async () => {
    const project = new Project(files, { test: { env: { MY_TOOL: 'from-config' } } })
    const run = await project.vitest(['--mode', 'record'], { env: { OPENAI_API_KEY: 'sk-set' } })
    expect(seen(run.output)).toMatchObject({ OPENAI_API_KEY: 'sk-set', MY_TOOL: 'from-config' })
  })

  test('while replaying it is not read, and missing keys have placeholders', async () => {
    const project = new Project(files)
    const run = await project.vitest()
    const env = seen(run.output)
    expect(env.MY_TOOL).toBeUndefined()
    expect(env.OPENAI_API_KEY).not.toBe('sk-from-file')
    expect(env.OPENAI_API_KEY).toBeTruthy()
    expect(env.ANTHROPIC_API_KEY).toBeTruthy()
    expect(env.sdk).toBe(env.OPENAI_API_KEY)
  })

  test('while replaying a key that is set stays', async () => {
    const project = new Project(files, { test: { env: { ANTHROPIC_API_KEY: 'sk-config' } } })
    const run = await project.vitest([], { env: { OPENAI_API_KEY: 'sk-real' } })
    expect(seen(run.output)).toMatchObject({ OPENAI_API_KEY: 'sk-real', ANTHROPIC_API_KEY: 'sk-config' })
  })
})

describe('timeouts', () => {
  const files = {
    'timeout.test.ts': `
import { test } from 'vitest'
test('timeout', ({ task }) => {
  const { hookTimeout } = globalThis.__vitest_worker__.config
  console.log(JSON.stringify({ timeout: task.timeout, hookTimeout }))
})
`,
  }
  const said = (output: string): unknown => JSON.parse(/\{"timeout":.*\}/.exec(output)?.[0] ?? '{}')

  test.for([
    ['are raised while recording', ['--mode', 'record'], { testTimeout: 2_000 }, { timeout: 120_000, hookTimeout: 120_000 }],
    ['are kept where they are higher', ['--mode', 'refresh'], { testTimeout: 300_000, hookTimeout: 400_000 }, { timeout: 300_000, hookTimeout: 400_000 }],
    ['stay off where they are off', ['--mode', 'record'], { testTimeout: 0, hookTimeout: 0 }, { timeout: 0, hookTimeout: 0 }],
    ["are the user's own while replaying", [], { testTimeout: 2_000 }, { timeout: 2_000, hookTimeout: 10_000 }],
  ] as const)('%s', async ([, args, options, expected]) => {
    const project = new Project(files, { test: options })
    const run = await project.vitest(args)
    expect(said(run.output)).toEqual(expected)
  })

  test('of the command line are kept where they are higher', async () => {
    const project = new Project(files)
    const run = await project.vitest(['--mode', 'record', '--testTimeout=300000'])
    expect(said(run.output)).toEqual({ timeout: 300_000, hookTimeout: 120_000 })
  })
})
