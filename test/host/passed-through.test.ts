import { expect, test } from 'vitest'
import { askModule, recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { chatProvider, startProvider } from '../support/provider.ts'

const tools = `
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

test('asks, searches and looks up', async () => {
  expect(await ask('Hello')).toBe('You said: Hello')
  for (const _ of [1, 2]) await fetch('https://search.invalid/?q=x').catch(() => {})
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
`

test('a row names what went to the network unrecorded, while recording and in replay', async () => {
  const provider = await chatProvider()
  const local = await startProvider((_request, response) => void response.end('[]'))
  const { host } = new URL(local.url)
  const options = { include: [host], exclude: [`${local.url}/v1/models`] }
  const project = new Project({ ...askModule, 'tools.test.ts': tools }, { options })
  const passedThrough = { 'search.invalid': 2, [host]: 2, 'unmocked.invalid': 1 }
  const json = '--outputFile.vitest-cassette=run.json'
  for (const [args, env] of [
    [['--mode', 'record', json], recording(provider, { LOCAL: local.url }).env],
    [[json], { LOCAL: local.url }],
  ] as const) {
    const run = await project.vitest(args, { env })
    expect(run.exitCode, run.output).toBe(0)
    expect(project.json('run.json').otherTraffic).toEqual({ passedThrough })
    expect(run.output).toContain(
      `Passed through  search.invalid 2, ${host} 2, unmocked.invalid 1   include them to record`,
    )
    expect(project.json('run.json').providerConnections).toBe(2)
    const isReplay = run.output.includes('1 replayed')
    expect(run.output.includes(`Provider connections  2 (${host} 2)`), run.output).toBe(isReplay)
  }
  expect(local.requests).toHaveLength(4)
})
