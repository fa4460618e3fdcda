import { expect, test } from 'vitest'
import { Project } from '../../support/project.ts'
import { json, startProvider } from '../../support/provider.ts'

const tests = `
import { expect, test } from 'vitest'
import * as undici8 from 'undici'
import * as undici6 from 'undici-6'
import * as undici7 from 'undici-7'

const clients = Object.entries({ undici6, undici7, undici8 }).flatMap(([name, { Client, Pool }]) => [
  [name + ' Client', new Client('https://api.openai.com', { pipelining: 10 })],
  [name + ' Pool', new Pool('https://api.openai.com', { connections: 1, pipelining: 10 })],
])
const ask = async (client, path) => (await (await client.request({ path, method: 'GET' })).body.json()).url
test.each(clients)('a %s that pipelines', async (_, client) => {
  // The first request is alone: pipelining needs an open connection.
  expect(await ask(client, '/v1/0')).toBe('/v1/0')
  const paths = ['/v1/1', '/v1/2', '/v1/3', '/v1/4', '/v1/5']
  expect(await Promise.all(paths.map((path) => ask(client, path)))).toEqual(paths)
})
test('a connection to your own server is not changed', () => {
  expect(new undici6.Client('http://localhost:1', { pipelining: 10 }).pipelining).toBe(10)
})
`

test('an undici client with pipelining sends one request after the other', async () => {
  const project = new Project(
    { 'pipelining.test.js': tests },
    { within: 'test/matrix', vitest: 'test/matrix/node_modules/vitest' },
  )
  const provider = await startProvider(({ url }, response) => json(response, 200, { url }))
  const recorded = await project.vitest(['--mode', 'record'], { env: { UPSTREAM: provider.url } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(provider.requests).toHaveLength(6 * 6)
  await provider.close()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})
