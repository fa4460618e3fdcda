import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const weather = `http.get('https://weather.example.com/today', () => HttpResponse.json({ sky: 'clear' }))`

const tests = `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
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
  test('both, ' + round, async () => {
    expect(await sky()).toBe('clear')
    expect(await ask('Hello')).toBe('You said: Hello')
    expect(await skyByHttps()).toBe('clear')
    const { choices } = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'By SDK' }] })
    expect(choices[0].message.content).toBe('You said: By SDK')
    expect(await sky()).toBe('clear')
  })
}
test.concurrent('theirs alone', async () => expect(await sky()).toBe('clear'))
test.concurrent('ours alone', async () => expect(await ask('Bye')).toBe('You said: Bye'))
test('what nobody knows is still refused by their server', async () => {
  await expect(fetch('https://unknown.example.com/')).rejects.toThrow()
})
`

const listen = `server.listen({ onUnhandledRequest: 'error', onUnhandledFrame: 'error' })`

const kinds = {
  'from a setup file, reset after each test': {
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
  'listening while the setup file is evaluated': {
    'setup.ts': `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
const server = setupServer(${weather})
${listen}
`,
  },
  'started and closed by each test': {
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

test.for(Object.entries(kinds))("a server of the user's own, %s, lives beside the plugin", async ([, files]) => {
  const project = new Project({ ...askModule, ...files, 'beside.test.ts': tests }, { test: { setupFiles: ['./setup.ts'] } })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(5)
  await provider.close()
  expect(questionsIn(project, '__cassettes__/beside.test.ts/both-1.json')).toEqual(['Hello', 'By SDK'])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  5 offline')
  for (const { output } of [recorded, replayed]) {
    expect(output.replace(/.*unknown\.example\.com.*/g, '')).not.toMatch(/\[MSW\].*openai/)
  }

  const missed = await project.vitest(['-t', 'ours alone'], { env: { OPENAI_API_KEY: 'x' } })
  expect(missed.exitCode).toBe(0)
})

test("a miss beside a user's own server is ours, not MSW's", async () => {
  const project = new Project(
    {
      ...askModule,
      ...kinds['listening while the setup file is evaluated'],
      'miss.test.ts': `
import { expect, test } from 'vitest'
import { ask } from './ask.ts'
test('misses', async () => void (await ask('Hello')))
`,
    },
    { test: { setupFiles: ['./setup.ts'] } },
  )
  const run = await project.vitest()
  expect(run.tests['misses']?.errors.at(-1)).toContain('CassetteMissError')
  expect(run.output).not.toContain('[MSW]')
})

const withHandlers = {
  ...askModule,
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
import { ask, send } from './ask.ts'

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

test("cassetteHandlers() record and replay inside a user's own server", async () => {
  const project = new Project(withHandlers, { test: { setupFiles: ['./setup.ts'] } })
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(5)
  expect(questionsIn(project, '__cassettes__/handlers.test.ts/agent-2.json')).toEqual(['Hello 2'])
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Calls  5 offline')
  const missed = await project.vitest([], { env: { QUESTION: 'Something else' } })
  expect(missed.tests['asks again']?.errors.at(-1)).toContain('CassetteMissError')
  expect(missed.output).not.toContain('[MSW]')
  expect(provider.requests).toHaveLength(5)
})
