import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askModule, questionsIn, recording } from '../../support/ask.ts'
import { Project } from '../../support/project.ts'
import { chatProvider } from '../../support/provider.ts'
import { repository } from '../../support/run.ts'

const requests = `
const url = 'https://api.openai.com/v1/embeddings'
const body = JSON.stringify({ model: 'm', input: 'mocked' })
const viaHttp = () => new Promise((done, fail) => {
  const outgoing = https.request(url, { method: 'POST' }, async (response) => {
    let text = ''
    for await (const piece of response) text += piece
    done(JSON.parse(text))
  })
  outgoing.on('error', fail).end(body)
})
const viaFetch = async () => (await fetch(url, { method: 'POST', body })).json()
`

const withNock = (nock: string): string => `
import https from 'node:https'
import nock from '${nock}'
import { afterAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
${requests}
afterAll(() => nock.restore())
test('a mock wins, and the rest is recorded', async () => {
  // Without this option nock refuses all other requests to the host.
  nock('https://api.openai.com', { allowUnmocked: true }).post('/v1/embeddings').twice().reply(200, { mine: true })
  expect(await viaFetch()).toEqual({ mine: true })
  expect(await viaHttp()).toEqual({ mine: true })
  expect(await ask('Hello')).toBe('You said: Hello')
})
`

const withMsw = `
import https from 'node:https'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
${requests}
const server = setupServer(http.post(url, () => HttpResponse.json({ mine: true })))
beforeAll(() => server.listen({ onUnhandledRequest: 'bypass' }))
afterAll(() => server.close())
test('a mock wins, and the rest is recorded', async () => {
  expect(await viaFetch()).toEqual({ mine: true })
  expect(await viaHttp()).toEqual({ mine: true })
  expect(await ask('Hello')).toBe('You said: Hello')
})
`

test.each([
  ['nock 15', 'test/matrix', withNock('nock')],
  ['nock 14', 'test/matrix', withNock('nock-14')],
  ['MSW 2', 'test/matrix/lanes/msw-2', withMsw],
])('the mocks of %s win, while recording and in replay', async (_name, within, text) => {
  const project = new Project(
    { ...askModule, 'a.test.ts': text },
    { within, vitest: 'test/matrix/node_modules/vitest', test: { isolate: true } },
  )
  // As npm installs it where the project has an older copy.
  const own = project.path('node_modules/vitest-cassette/node_modules/@mswjs')
  mkdirSync(own, { recursive: true })
  symlinkSync(join(repository, 'node_modules/@mswjs/interceptors'), join(own, 'interceptors'))
  const provider = await chatProvider()
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const [cassette = ''] = project.files('__cassettes__')
  expect(questionsIn(project, cassette)).toEqual(['Hello'])
  await provider.close()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(replayed.output).toContain('Provider connections  0')
})
