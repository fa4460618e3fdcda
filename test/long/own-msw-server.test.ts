import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const weather = `http.get('https://weather.example.com/today', () => HttpResponse.json({ sky: 'clear' }))`

const tests = (kind: string): string => `
import { expect, test } from 'vitest'
import { ask } from '../ask.ts'
import OpenAI from 'openai'
import https from 'node:https'

const sky = async () => (await (await fetch('https://weather.example.com/today')).json()).sky
const skyByHttps = () => new Promise((resolve, reject) => {
  https.get('https://weather.example.com/today', (response) => {
    let text = ''
    response.on('data', (chunk) => (text += chunk)).on('end', () => resolve(JSON.parse(text).sky))
  }).on('error', reject)
})

for (const round of [1, 2]) {
  test('${kind}: both, ' + round, async () => {
    expect(await sky()).toBe('clear')
    expect(await ask('Hello')).toBe('You said: Hello')
    expect(await skyByHttps()).toBe('clear')
    const { choices } = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'By SDK' }] })
    expect(choices[0].message.content).toBe('You said: By SDK')
    expect(await sky()).toBe('clear')
  })
}
test.concurrent('${kind}: theirs alone', async () => expect(await sky()).toBe('clear'))
test.concurrent('${kind}: ours alone', async () => expect(await ask('Bye')).toBe('You said: Bye'))
test('${kind}: what nobody knows is still refused by their server', async () => {
  await expect(fetch('https://unknown.example.com/')).rejects.toThrow()
})
`

const listen = `server.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' })`

const kinds = {
  'reset-after-each-test': {
    'server.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
export const server = setupServer(${weather})
`,
    'setup.ts': `
import { afterAll, afterEach, beforeAll } from 'vitest'
import { server } from './server.ts'
beforeAll(() => ${listen})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
`,
  },
  'listening-at-import': {
    'setup.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const server = setupServer(${weather})
${listen}
`,
  },
  // Before anything of Vitest or ours is loaded.
  preloaded: {
    'setup.ts': '',
    'preload.mjs': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const server = setupServer(${weather})
${listen}
`,
  },
  'started-by-each-test': {
    'setup.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, beforeEach } from 'vitest'
const server = setupServer(${weather})
let open = 0
beforeEach(() => { if (open++ === 0) ${listen} })
afterEach(() => { if (--open === 0) server.close() })
`,
  },
}

const handlers = {
  'setup.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { cassetteHandlers } from 'vitest-cassette/msw'
const server = setupServer(
  http.post('https://api.openai.com/v1/embeddings', () => HttpResponse.json({ mine: true })),
  ...cassetteHandlers(),
  ${weather},
)
beforeAll(() => ${listen})
afterEach(() => server.resetHandlers())
afterAll(() => server.close())
`,
  'handlers.test.ts': `
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask, send } from '../ask.ts'

test.concurrent.for([1, 2, 3])('agent %i', async (index) => {
  expect(await ask('Hello ' + index)).toBe('You said: Hello ' + index)
  expect((await (await fetch('https://weather.example.com/today')).json()).sky).toBe('clear')
})
test('answers a provider itself', async () => {
  const response = await fetch('https://api.openai.com/v1/embeddings', { method: 'POST', body: '{}' })
  expect(await response.json()).toEqual({ mine: true })
})
withCassette('has lanes', async ({ cassette }) => {
  await cassette.lane('side', () => ask('Hello'))
  expect(cassette.interactions[0].lane).toBe('side')
})
test('asks again', async () => void (await ask(process.env.QUESTION ?? 'Again')))
`,
}

/** One server for all files of a process, in a module that is evaluated once; it does not always listen. */
const shared = {
  'server.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { cassetteHandlers } from 'vitest-cassette/msw'
export const server = setupServer(
  http.post('https://api.openai.com/v1/embeddings', () => HttpResponse.json({ mine: true })),
  ...cassetteHandlers(),
  ${weather},
)
`,
  'setup.ts': `
import { afterEach, beforeEach } from 'vitest'
import { server } from './server.ts'
beforeEach(() => ${listen})
afterEach(() => server.close())
`,
  ...Object.fromEntries(
    ['one', 'two'].map((name) => [
      `${name}.test.ts`,
      `
import { http, HttpResponse, passthrough } from 'msw'
import { expect, test } from 'vitest'
import { ask } from '../ask.ts'
import { server } from './server.ts'

const sky = async () => (await (await fetch('https://weather.example.com/today')).json()).sky
test('${name} answers a provider itself', async () => {
  const response = await fetch('https://api.openai.com/v1/embeddings', { method: 'POST', body: '{}' })
  expect(await response.json()).toEqual({ mine: true })
})
test('${name} has a boundary', server.boundary(async () => {
  server.use(http.get('https://weather.example.com/today', () => HttpResponse.json({ sky: 'grey' })))
  expect(await ask('In a boundary')).toBe('You said: In a boundary')
  expect(await sky()).toBe('grey')
}))
test('${name} is out of it', async () => expect(await sky()).toBe('clear'))
test('${name} lets a provider through', server.boundary(async () => {
  server.use(http.post('https://api.openai.com/*', () => passthrough()))
  expect(await ask('Let through')).toBe('You said: Let through')
}))
test('${name} does not listen', async () => {
  server.close()
  expect(await ask('Nobody listens')).toBe('You said: Nobody listens')
  ${listen}
})
`,
    ]),
  ),
}

/** A handler gets some of these with `fetch(bypass(request))`, and patches them. No handler sees the others. */
const bypassing = {
  'setup.ts': `
import { bypass, http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll } from 'vitest'
import { cassetteHandlers } from 'vitest-cassette/msw'
const server = setupServer(
  http.post('https://api.openai.com/v1/chat/completions', async ({ request }) => {
    const real = await fetch(bypass(request))
    return HttpResponse.json({ ...(await real.json()), patched: true }, { status: real.status })
  }),
  http.get('http://127.0.0.1:*/', () => HttpResponse.text('mocked')),
  ...cassetteHandlers(),
)
beforeAll(() => server.listen())
afterAll(() => server.close())
`,
  'bypassing.test.ts': `
import { bypass } from 'msw'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { send } from '../ask.ts'

const json = async (response) => (await response).json()
test('bypassed: an answer is patched', async () => {
  expect(await json(send('Patch me'))).toMatchObject({ patched: true, choices: [{ message: { content: 'You said: Patch me' } }] })
})
test('bypassed: no handler sees it', async () => {
  const body = JSON.stringify({ model: 'm', messages: [{ content: 'Past all' }] })
  const answer = await json(fetch(bypass('https://api.openai.com/v1/chat/completions', { method: 'POST', body })))
  expect(answer).not.toHaveProperty('patched')
  expect(answer.choices[0].message.content).toBe('You said: Past all')
})
test('bypassed: a server of your own is reached', async () => {
  const own = createServer(({ headers }, response) => response.end('accepts ' + headers.accept))
  await new Promise<void>((listening) => own.listen(0, '127.0.0.1', listening))
  const url = 'http://127.0.0.1:' + own.address().port + '/'
  expect(await (await fetch(url)).text()).toBe('mocked')
  expect(await (await fetch(bypass(url, { headers: { accept: 'text/plain' } }))).text()).toBe('accepts text/plain')
  own.close()
})
test.runIf(process.env.QUESTION)('bypassed: unknown', async () => void (await send('Never recorded')))
`,
}

/** Without a cassette: there is nothing to ask while the others are recorded. */
const miss = `
import { expect, test } from 'vitest'
import { ask } from '../ask.ts'
test.runIf(process.env.QUESTION)('misses', async () => void (await ask('Hello')))
`

const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...Object.fromEntries(
    Object.entries(kinds).map(([kind, files]) => [kind, { ...files, 'beside.test.ts': tests(kind) }]),
  ),
  bypassing,
  miss: { ...kinds['listening-at-import'], 'miss.test.ts': miss },
  handlers,
  shared,
}

/** The options that the Vitest project of a folder has for itself. */
const ways: Readonly<Record<string, object>> = {
  shared: { isolate: false, maxWorkers: 1 },
  preloaded: { execArgv: ['--import', './preloaded/preload.mjs'] },
}

test("servers of the user's own, however they are started, live beside the plugin or hold cassetteHandlers()", async () => {
  const files = Object.entries(folders).flatMap(([folder, files]) =>
    Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]),
  )
  const projects = Object.keys(folders).map((name) => ({
    extends: true,
    test: { name, include: [`${name}/*.test.ts`], setupFiles: [`./${name}/setup.ts`], ...ways[name] },
  }))
  const project = new Project({ ...askModule, ...Object.fromEntries(files) }, { test: { projects } })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(4 * 5 + 5 + 2 * 3 + 2)
  for (const { headers } of provider.requests) expect(String(headers.accept)).not.toMatch(/msw|cassette/)
  for (const path of project.files('__cassettes__')) expect(project.read(path), path).not.toContain('msw/')
  await provider.close()
  for (const kind of Object.keys(kinds))
    expect(questionsIn(project, `__cassettes__/${kind}/beside.test.ts/${kind}-both-1.json`)).toEqual([
      'Hello',
      'By SDK',
    ])
  expect(questionsIn(project, '__cassettes__/handlers/handlers.test.ts/agent-2.json')).toEqual(['Hello 2'])

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  33 offline')
  for (const { output } of [recorded, replayed]) {
    expect(output.replace(/.*unknown\.example\.com.*/g, '')).not.toMatch(/\[MSW\].*openai/)
  }

  // A miss is ours, not MSW's.
  const missed = await project.vitest(['-t', 'ours alone|misses|asks again|bypassed: unknown'], {
    env: { OPENAI_API_KEY: 'x', QUESTION: 'Something else' },
  })
  for (const kind of Object.keys(kinds))
    expect(missed.tests[`${kind}: ours alone`]).toEqual({ status: 'passed', errors: [] })
  expect(missed.tests['misses']?.errors.at(-1)).toContain('CassetteMissError')
  expect(missed.tests['asks again']?.errors.at(-1)).toContain('CassetteMissError')
  expect(missed.tests['bypassed: unknown']?.errors.at(-1)).toContain('CassetteMissError')
  expect(missed.output).toContain('Tests  3 failed | 4 passed')
  expect(missed.output).not.toContain('Unhandled Error')
  expect(missed.output).not.toContain('[MSW]')
})
