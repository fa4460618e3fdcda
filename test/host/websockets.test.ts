import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'
import { echoSockets, socketEvents } from '../support/sockets.ts'

const opening = `
import OpenAI from 'openai'
import { OpenAIRealtimeWebSocket } from 'openai/realtime/websocket'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { WebSocket as UndiciSocket } from 'undici'
import { expect, test } from 'vitest'
import Ws from 'ws'
import { ask } from './ask.ts'
import { events } from './events.ts'
import { note } from './note.ts'

const url = 'wss://api.openai.com/v1/realtime?model=gpt-realtime&api_key=sk-in-the-query'
const local = 'ws://127.0.0.1:' + process.env.PORT
const client = new OpenAI()

const open = local + '/open?a=b'
const met = ['open', 'echo hello', 'close']
const excluded = async () => [await events(new WebSocket(open)), await events(new Ws(open))]
test('excluded, before interception', async () => expect(await excluded()).toEqual([met, met]))

const sockets: Record<string, () => Promise<string[]>> = {
  'global WebSocket': () => events(new WebSocket(url, ['realtime'])),
  'WebSocket of undici': () => events(new UndiciSocket(url)),
  ws: () => events(new Ws(url, { headers: { authorization: 'Bearer sk-test-secret' } })),
  'Gemini live': () => events(new Ws('wss://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent')),
  'an included host': () => events(new Ws(local + '/feed')),
  'an included host, global WebSocket': () => events(new WebSocket(local + '/feed')),
}
test.each(Object.entries(sockets))('%s', async (name, open) => note(name, await open()))

const sdks = {
  'openai, global WebSocket': () => new OpenAIRealtimeWebSocket({ model: 'gpt-realtime', dangerouslyAllowBrowser: true }, client),
  'openai, ws': () => new OpenAIRealtimeWS({ model: 'gpt-realtime' }, client),
}
test.each(Object.entries(sdks))('%s', async (name, open) => {
  const session: any = open()
  const failure = new Promise((known) => session.once('error', known)) as Promise<Error>
  await events(session.socket)
  note(name, (await failure).message.split('\\n')[0])
})

test('beside a call', async () => {
  expect(await ask('Hi')).toBe('You said: Hi')
  note('beside a call', await events(new WebSocket(url)))
})
test('excluded, beside a call', async () => {
  expect(await ask('Hi')).toBe('You said: Hi')
  expect(await excluded()).toEqual([met, met])
})
`

const own = `
import { setupServer } from 'msw/node'
import { ws } from 'msw'
import { afterAll, expect, test } from 'vitest'
import Ws from 'ws'
import { events } from './events.ts'
import { note } from './note.ts'
import { cassetteHandlers } from 'vitest-cassette/msw'

const realtime = ws.link('wss://api.openai.com/v1/realtime').addEventListener('connection', ({ client }) => {
  client.addEventListener('message', ({ data }) => client.send('mocked ' + data))
})
const server = setupServer(realtime, ...(process.env.HANDLERS ? cassetteHandlers() : []))
server.listen({ onUnhandledRequest: 'bypass' })
afterAll(() => server.close())

test('a mock of your own answers', async () => {
  expect(await events(new WebSocket('wss://api.openai.com/v1/realtime'))).toEqual(['open', 'mocked hello', 'close'])
})
test('global WebSocket, not mocked', async () => note('own global', (await events(new WebSocket('wss://api.openai.com/v1/other'))).at(-1)))
test('ws, not mocked', async () => note('own ws', await events(new Ws('wss://api.openai.com/v1/other'))))
`

const page = 'CassetteWebSocketError: WebSocket refused: wss://api.openai.com/v1/realtime\n'

test('a WebSocket to a provider is refused at once, in replay and while recording; all others are left alone', async () => {
  const { port, met } = await echoSockets()
  const provider = await chatProvider()
  const project = new Project(
    {
      ...askModule,
      ...noteModule,
      ...socketEvents,
      'sockets.test.ts': opening,
      'own.test.ts': own,
    },
    { options: { include: ['127.0.0.1:*'], exclude: ['ws://127.0.0.1:*/open*'] } },
  )
  const env = { PORT: port }
  const expectRefused = (run: Run): void => {
    const opened = takeNotes(project)
    for (const name of [
      'global WebSocket',
      'WebSocket of undici',
      'beside a call',
      'an included host, global WebSocket',
    ])
      expect(opened[name], name).toEqual([['error', 'close']])
    for (const name of ['ws', 'Gemini live', 'an included host'])
      expect(opened[name], name).toEqual([['error CASSETTE_WEB_SOCKET', 'close']])
    // This SDK says no more than the event that it gets from Node.
    expect(opened['openai, global WebSocket']).toHaveLength(1)
    expect(opened['openai, ws']).toEqual(['WebSocket refused: wss://api.openai.com/v1/realtime'])
    expect(opened['own global']).toEqual(['close'])
    expect(opened['own ws']).toEqual([['error CASSETTE_WEB_SOCKET', 'close']])

    for (const name of ['global WebSocket', 'WebSocket of undici', 'ws', 'openai, global WebSocket', 'openai, ws'])
      expect(run.tests[name]?.errors, name).toEqual([expect.stringContaining(page)])
    expect(run.tests['beside a call']?.errors).toEqual([expect.stringContaining(page)])
    expect(run.tests['an included host']?.errors.join()).toContain(`WebSocket refused: ws://127.0.0.1:${port}/feed`)
    for (const name of ['global WebSocket, not mocked', 'ws, not mocked'])
      expect(run.tests[name]?.errors.join(), name).toContain('WebSocket refused: wss://api.openai.com/v1/other')

    expect(run.output).not.toContain('sk-in-the-query')
    const passed = Object.keys(run.tests).filter((name) => run.tests[name]?.status === 'passed')
    expect(passed.sort(), run.output).toEqual([
      'a mock of your own answers',
      'excluded, before interception',
      'excluded, beside a call',
    ])
  }

  const recorded = await project.vitest(['--mode', 'record'], recording(provider, env))
  expectRefused(recorded)
  // The sockets that were excluded, and no others.
  expect(met()).toBe(4)
  expect(provider.requests.map(({ method }) => method)).toEqual(['POST', 'POST'])

  expectRefused(await project.vitest([], { env: { ...env, OPENAI_API_KEY: 'sk-test' } }))
  expect(met()).toBe(8)

  const handlers = { env: { ...env, HANDLERS: '1' } }
  const handled = await project.vitest(['own.test.ts'], handlers)
  expect(handled.tests['a mock of your own answers']?.status, handled.output).toBe('passed')
  expect(takeNotes(project)).toEqual({ 'own global': ['close'], 'own ws': [['error CASSETTE_WEB_SOCKET', 'close']] })
  expect(handled.tests['ws, not mocked']?.errors.join()).toContain('CassetteWebSocketError')
})
