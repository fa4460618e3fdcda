import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider, startProvider } from '../support/provider.ts'

const tools = `
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect } from 'node:http2'
import { get as getSecurely } from 'node:https'
import { Worker } from 'node:worker_threads'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'
import { test as withCassette } from 'vitest-cassette'
import { ask } from './ask.ts'

test('asks, searches and looks up', async () => {
  expect(await ask('Hello')).toBe('You said: Hello')
  await once(getSecurely('https://search.invalid/?q=x'), 'error')
  await fetch('https://search.invalid/?q=x').catch(() => {})
  expect((await fetch(process.env.LOCAL + '/v1/models')).status).toBe(200)
  const [response] = await once(get(process.env.LOCAL + '/v1/models'), 'response')
  response.resume()
})
test('a server of the test, and a mock', async () => {
  const own = createServer((_request, response) => response.end('own')).listen(0, '127.0.0.1')
  await once(own, 'listening')
  expect(await (await fetch('http://127.0.0.1:' + own.address().port)).text()).toBe('own')
  const mock = setupServer(http.get('https://mocked.invalid/', () => HttpResponse.text('mine')))
  mock.listen({ onUnhandledRequest: 'bypass' })
  expect(await (await fetch('https://mocked.invalid/')).text()).toBe('mine')
  await fetch('https://unmocked.invalid/').catch(() => {})
  mock.close()
  own.close()
})
test('a process, a thread and HTTP/2', async () => {
  const asks = (host: string) => 'fetch("https://' + host + '/").catch(() => {})'
  await once(spawn(process.execPath, ['-e', asks('process.invalid')]), 'exit')
  await once(new Worker(asks('thread.invalid'), { eval: true }), 'exit')
  const session = connect('https://http2.invalid').on('error', () => {})
  await once(session.request({ ':path': '/' }), 'close').catch(() => {})
})
withCassette('a wrapped function', ({ cassette }) => cassette.wrap('search', () => fetch('https://part.invalid/').then(() => 1, () => 2))())
`

test('a row names what went to the network unrecorded, while recording and in replay', async () => {
  const provider = await chatProvider()
  const local = await startProvider((_request, response) => void response.end('[]'))
  const { host } = new URL(local.url)
  const options = { include: [host], exclude: [`${local.url}/v1/models`] }
  const project = new Project({ ...askModule, 'tools.test.ts': tools }, { options })
  const others = { 'unmocked.invalid': 1, 'process.invalid': 1, 'thread.invalid': 1, 'http2.invalid': 1 }
  const passedThrough = { 'search.invalid': 2, [host]: 2, ...others }
  const json = '--outputFile.vitest-cassette=run.json'
  for (const [args, env] of [
    [['--mode', 'record', json], recording(provider, { LOCAL: local.url }).env],
    [[json], { LOCAL: local.url }],
  ] as const) {
    const run = await project.vitest(args, { env })
    expect(run.exitCode, run.output).toBe(0)
    expect(project.json('run.json').otherTraffic).toEqual({ passedThrough })
    expect(run.output).toContain(
      `Passed through  search.invalid 2, ${host} 2, unmocked.invalid 1, http2.invalid 1, process.invalid 1 and 1 more host   include them to record`,
    )
    expect(project.json('run.json').providerConnections).toBe(2)
    const isReplay = run.output.includes('2 replayed')
    expect(run.output.includes(`Provider connections  2 (${host} 2)`), run.output).toBe(isReplay)
  }
  expect(local.requests).toHaveLength(4)
})
