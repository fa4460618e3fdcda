import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

const tests = (host: string, port: string): string => `
import { request as nodeRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { request } from 'undici'
import { expect, test } from 'vitest'

const url = 'http://${host}:${port}'
const headers = { host: 'example.test' }
const ways = {
  'undici': async () => (await request(url + '/undici', { headers })).body.json(),
  'node:http': () => new Promise((resolve, reject) => {
    nodeRequest(url + '/node', { headers }, (response) => resolve(text(response).then(JSON.parse))).on('error', reject).end()
  }),
  'a socket': async () => {
    const connection = connect(${port}, '${host}')
    connection.write('GET /socket HTTP/1.1\\r\\nhost: example.test\\r\\n\\r\\n')
    let answer = ''
    for await (const piece of connection) if ((answer += piece).includes('}')) return JSON.parse(/\\{.*\\}/.exec(answer)[0])
  },
}
for (const [name, ask] of Object.entries(ways)) test(name, async () => expect(await ask()).toEqual({ host: 'example.test' }))
`

/** The addresses that a recording holds. */
const recordedIn = (project: Project): string[] =>
  project
    .files('__cassettes__')
    .map((path) => project.json(path).interactions[0].request.url as string)
    .toSorted()

test.each(['127.0.0.1', 'localhost'])(
  'a request to an included address is recorded and replayed, whichever host its header names: %s',
  async (host) => {
    const provider = await startProvider(({ headers }, response) => json(response, 200, { host: headers.host }))
    const { port } = new URL(provider.url)
    const files = { 'host.test.ts': tests(host, port) }
    const place = `${host}:${port}`
    const included = new Project(files, { options: { include: [place] } })
    const recorded = await included.vitest(['--mode', 'record'])
    expect(recorded.exitCode, recorded.output).toBe(0)
    expect(recordedIn(included)).toEqual(['node', 'socket', 'undici'].map((path) => `http://${place}/${path}`))
    expect(provider.requests).toHaveLength(3)

    const replayed = await included.vitest()
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(provider.requests).toHaveLength(3)
  },
)

test('a name in the header that the user includes counts more than an included address', async () => {
  const provider = await startProvider(({ headers }, response) => json(response, 200, { host: headers.host }))
  const { host, hostname, port } = new URL(provider.url)
  const files = { 'host.test.ts': tests(hostname, port) }
  const included = new Project(files, { options: { include: ['example.test', host] } })
  const byName = await included.vitest(['--mode', 'record'])
  expect(byName.exitCode, byName.output).toBe(0)
  expect(recordedIn(included)).toEqual(['node', 'socket', 'undici'].map((path) => `http://example.test/${path}`))
})
