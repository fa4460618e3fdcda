import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider, json, startProvider } from '../support/provider.ts'
import { shapedKey } from '../unit/support/secrets.ts'

const key = shapedKey('github-token')
const slack = shapedKey('slack-token')

/** Sent in pieces, and given back in a stream of others. */
const pieces = key.match(/.{1,9}/g)!.join(' ')

const tests = `
import { expect, test, vi } from 'vitest'
import { ask, send } from './ask.ts'
import { note } from './note.ts'

test('an answer goes back in the next request', async () => {
  const answer = await ask('the key is ' + process.env.KEY)
  note('answer', answer)
  note('again', await ask(answer + ', and it is Ann who has it'))
})
test('a stream', async () => {
  const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: process.env.PIECES }] })
  note('stream', await (await send('', { body })).text())
})
test('a credential that the test sets', async () => {
  vi.stubEnv('LATE_PASSWORD', 'late "word" 4711')
  note('late', await ask('it is ' + JSON.stringify('late "word" 4711')))
})
`

const config = (options: string): string => `
import { cassettes } from 'vitest-cassette/plugin'
export default { plugins: [cassettes({ upstream: { '*': process.env.UPSTREAM }, ${options} })] }
`

test('the app gets the real answer, the cassette a placeholder, and the replay fits', async () => {
  const project = new Project({
    ...askModule,
    ...noteModule,
    'a.test.ts': tests,
    'redactors.ts': "export const names = (text: string): string => text.replaceAll('Ann', '[REDACTED:name]')",
    'vitest.config.js': config("redact: ['./redactors.ts', 'request.body.json.model']"),
  })
  const provider = await chatProvider((question) => question.replaceAll(/(?<=\w{9}) (?=\w)/g, ''))
  const env = recording(provider, { KEY: key, PIECES: pieces })
  const recorded = await project.vitest(['--mode', 'record'], env)
  expect(recorded.exitCode, recorded.output).toBe(0)
  const notes = takeNotes(project)
  expect(notes['answer']).toEqual([`the key is ${key}`])
  expect(notes['late']).toEqual(['it is "late \\"word\\" 4711"'])
  expect(provider.requests.map(({ body }) => body).join('\n')).toContain(key)

  const files = [...project.files('__cassettes__'), ...project.files('.vitest-cassette')]
  const text = files.map((path) => project.read(path)).join('\n')
  expect(text).not.toContain(key.slice(0, 20))
  expect(text).not.toContain('4711')
  expect(text).not.toContain('Ann who')
  expect(text).toMatch(/"model": "\[REDACTED:model~[0-9a-f]{2}\]"/)
  expect(text).toContain('the key is [REDACTED:key]')
  expect(text).toContain('[REDACTED:late-password]')
  const asked = provider.requests.length

  // Another key, and one that is not set: what is asked for is the same.
  const replayed = await project.vitest([], {
    env: { KEY: shapedKey('github-token', 2), PIECES: pieces, UPSTREAM: provider.url },
  })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)['answer']).toEqual(['the key is [REDACTED:key]'])
  expect(provider.requests).toHaveLength(asked)
})

test('names that hold a secret: of a test, of lanes, and of a step before the first request', async () => {
  const project = new Project({
    ...askModule,
    'names.test.ts': `
import { test } from 'vitest-cassette'
import { ask } from './ask.ts'
test('in a lane', async ({ cassette }) => {
  await cassette.lane('of ' + process.env.KEY, () => ask('one'))
})
test('asks nothing of ' + process.env.KEY, () => { throw new Error('no') })
test('in a step', async ({ cassette }) => {
  const fail = () => { throw new Error('no') }
  await cassette.step('log in with ' + process.env.KEY, { failureMessage: process.env.KEY + ' is wrong' }, fail)
})
`,
    'a.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test.for([process.env.KEY])('asks with %s', () => ask('one').catch(() => {}))
`,
  })
  const provider = await chatProvider()
  const run = await project.vitest(['--mode', 'record'], recording(provider, { KEY: key }))
  expect(run.exitCode).toBe(1)
  expect(run.output).toContain(
    'UnsafeCassetteError: The name of "asks with [REDACTED:key]" holds a secret. Nothing was recorded.',
  )
  expect(provider.requests).toHaveLength(1)
  expect(run.output).toMatch(/CassetteStepError: .*\[REDACTED:key/)
  const files = [...project.files('.'), ...project.files('.vitest-cassette')]
  expect(files.filter((path) => path.toLowerCase().includes(key.slice(4, 20).toLowerCase()))).toEqual([])
  const reports = project.files('.vitest-cassette').map((path) => project.read(path))
  expect(reports.length).toBeGreaterThan(0)
  expect(reports.filter((text) => text.includes(key))).toEqual([])
  const stored = project.files('__cassettes__').map((path) => project.read(path))
  expect(stored).toHaveLength(1)
  expect(stored[0]).toContain('"lane": "of [REDACTED:key]"')
  expect(stored[0]).not.toContain(key)
  expect(run.output).not.toContain(`${key} is wrong`)
  const replayed = await project.vitest(['-t', 'in a lane'], { env: { KEY: key } })
  expect(replayed.tests['in a lane']?.status).toBe('passed')
})

test('a recording that still looks secret is not written, nor kept anywhere', async () => {
  const project = new Project({
    ...askModule,
    'a.test.ts': `
import { test } from 'vitest'
import { ask } from './ask.ts'
test('books a table', () => ask('it is ${slack}'))
test('is fine', () => ask('Hi'))
`,
    'vitest.config.js': config("keep: ['xoxb-*']"),
  })
  const provider = await chatProvider()
  const run = await project.vitest(['--mode', 'record'], recording(provider))
  expect(run.exitCode).toBe(1)
  const [error] = run.tests['books a table']!.errors
  expect(error).toContain(
    'UnsafeCassetteError: The recording of "books a table" still holds a secret. Nothing was written.',
  )
  expect(error).toMatch(
    /interactions\[0\]\.request\.body\.json\.messages\[0\]\.content\n {2}rule {2}slack {3}xoxb-…\(\d+ characters\)/,
  )
  expect(error).toContain("cassettes({ redact: ['request.body.json.messages[*].content'] })")
  expect(run.output).not.toContain(slack)
  expect(project.files('__cassettes__')).toEqual(['__cassettes__/a.test.ts/is-fine.json'])
  expect(project.files('.vitest-cassette/journals')).toEqual([])
  for (const path of project.files('.vitest-cassette')) expect(project.read(path), path).not.toContain(slack)

  project.write(
    'vitest.config.js',
    config(`keep: ['xoxb-*'], allowSecrets: [
      { path: '**.content', reason: 'from a manual' },
      { rule: 'slack', path: 'response', reason: 'from a manual' },
    ]`),
  )
  const allowed = await project.vitest(['--mode', 'record'], recording(provider))
  expect(allowed.exitCode, allowed.output).toBe(0)
  expect(project.files('__cassettes__')).toHaveLength(2)
})

test('a token and a cookie that a login brings: told, sent back in replay, and never to the provider', async () => {
  const token = '4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a'
  const cookie = 'q7Zw42xk9Lm3'
  const project = new Project(
    {
      'a.test.ts': `
import { expect, test } from 'vitest'
test('logs in', async () => {
  const base = 'https://api.example.com'
  const login = await fetch(base + '/login', { method: 'POST', body: '{}' })
  const { access_token } = await login.json()
  const [, sid] = /sid=([^;]+)/.exec(login.headers.getSetCookie()[0])
  const headers = { authorization: 'Bearer ' + access_token }
  const asked = { headers, method: 'POST', body: JSON.stringify({ sid }) }
  const session = process.env.HASH ? access_token.slice(3) : access_token
  const messages = await fetch(base + '/sessions/' + session + '/messages' + (process.env.PAGE ?? ''), asked)
  expect(await messages.json()).toMatchObject({ ok: true })
})
`,
    },
    { options: { include: ['*'] } },
  )
  const provider = await startProvider(({ url }, response) => {
    if (url === '/login') response.setHeader('set-cookie', `sid=${cookie}; Path=/; Max-Age=5`)
    json(
      response,
      200,
      url === '/login' ? { access_token: token, expires_in: 5 } : { ok: true, input: { pass: 'yes' } },
    )
  })
  const report = '--outputFile.vitest-cassette=run.json'
  const recorded = await project.vitest(['--mode', 'record', report], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(JSON.stringify(project.json('run.json'))).toMatch(
    /"warnings":\[[^\]]*access_token: the app will see a placeholder in replay/,
  )
  expect(recorded.output).toContain('access_token: the app will see a placeholder in replay')
  expect(recorded.output).not.toContain('input.pass')
  const text = project
    .files('__cassettes__')
    .map((path) => project.read(path))
    .join('\n')
  expect(text).not.toContain(token)
  expect(text).not.toContain(cookie)
  expect(text).toContain('"sid=[REDACTED:cookie.1]; Path=/"')
  expect(text).toContain('/sessions/[REDACTED:access-token.1]/messages')
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)

  const hashed = await project.vitest([], { env: { HASH: '1' } })
  expect(hashed.output).toContain('gave the app [REDACTED:access-token.1] in place of a secret')
  expect(hashed.output).toContain("cassettes({ keep: ['response.body.json.access_token'] })")

  // The login is replayed, and what follows is not recorded: no call is made with the placeholder.
  const asked = provider.requests.length
  const more = recording(provider)
  const refused = await project.vitest(['--mode', 'record'], { ...more, env: { ...more.env, PAGE: '?page=2' } })
  expect(refused.output).toContain('CassettePlaceholderError: POST api.example.com/sessions/')
  expect(refused.output).toContain('--mode refresh')
  expect(provider.requests).toHaveLength(asked)
})
