import { Server, ServerCredentials, type MethodDefinition } from '@grpc/grpc-js'
import { expect, onTestFinished, test } from 'vitest'
import { certificate } from '../../support/certificate.ts'
import { Project } from '../../support/project.ts'

const clients = `
import grpc from '@grpc/grpc-js'
import { lro } from 'google-gax'
import { expect } from 'vitest'
import { test } from 'vitest-cassette'

const { GRPC_PORT: port, CERT } = process.env
const sslCreds = grpc.credentials.createSsl(Buffer.from(CERT))
// Google's clients look for credentials otherwise.
const auth = { getClient: async () => ({ getRequestHeaders: async () => new Headers() }), getUniverseDomain: async () => 'googleapis.com' }
const deadline = () => Date.now() + 20_000

const same = (bytes) => bytes
const viaGrpc = async (text) => {
  const client = new grpc.Client('localhost:' + port, sslCreds)
  const answer = await new Promise((done, fail) =>
    client.makeUnaryRequest('/test.Service/Call', same, same, Buffer.from(text), { deadline: deadline() }, (error, bytes) => error ? fail(error) : done(String(bytes))),
  ).finally(() => client.close())
  return answer
}
const viaGax = async (name) => {
  const client = lro({ grpc, auth, sslCreds, servicePath: 'localhost', port: Number(port) }).operationsClient({ grpc, auth, sslCreds, servicePath: 'localhost', port: Number(port) })
  const [operation] = await client.getOperation({ name }, { timeout: 20_000 })
  return operation.name
}

if (process.env.WAY !== 'wrapped') {
  test('@grpc/grpc-js', () => expect(viaGrpc('hello')).rejects.toThrow('was refused'))
  test('google-gax', () => expect(viaGax('operations/1')).rejects.toThrow('was refused'))
} else {
  test('@grpc/grpc-js, wrapped', ({ cassette }) => expect(cassette.wrap('call', viaGrpc)('hello')).resolves.toBe('there'))
  test('google-gax, wrapped', ({ cassette }) => expect(cassette.wrap('operation', viaGax)('operations/1')).resolves.toBe('o1'))
}
`

const same = (bytes: Buffer): Buffer => bytes

function method(path: string): MethodDefinition<Buffer, Buffer> {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  }
}

/** A server that notes what reaches it. */
async function startServer(): Promise<{ readonly port: number; readonly reached: string[] }> {
  const reached: string[] = []
  const server = new Server()
  server.addService(
    { Call: method('/test.Service/Call'), GetOperation: method('/google.longrunning.Operations/GetOperation') },
    {
      Call: (_call: unknown, done: (error: null, answer: Buffer) => void) => {
        reached.push('call')
        done(null, Buffer.from('there'))
      },
      GetOperation: (_call: unknown, done: (error: null, answer: Buffer) => void) => {
        reached.push('operation')
        // The field `name` of google.longrunning.Operation.
        done(null, Buffer.from('\n\u0002o1'))
      },
    },
  )
  const { cert, key } = certificate
  const credentials = ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) },
  ])
  const port = await new Promise<number>((done, fail) =>
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error === null ? done(bound) : fail(error))),
  )
  onTestFinished(() => server.forceShutdown())
  return { port, reached }
}

test('clients of gRPC ask no provider, local and in CI, but in a wrapped function they are recorded and replayed', async () => {
  const { port, reached } = await startServer()
  const project = new Project(
    { 'clients.test.js': clients },
    {
      within: 'test/matrix',
      vitest: 'test/matrix/node_modules/vitest',
      options: { include: [`localhost:${port}`] },
      test: { isolate: true },
    },
  )
  const env = { GRPC_PORT: String(port), CERT: certificate.cert }
  for (const [args, CI] of [
    [[], ''],
    [[], '1'],
    [['--mode', 'record'], ''],
  ] as const) {
    const run = await project.vitest(args, { env: { ...env, CI } })
    const outcomes = Object.entries(run.tests).map(([name, { errors }]) => [
      name,
      errors.map((error) => /^\w+/.exec(error)?.[0]),
    ])
    expect(Object.fromEntries(outcomes), run.output).toEqual({
      '@grpc/grpc-js': ['CassetteUnseenError'],
      'google-gax': ['CassetteUnseenError'],
    })
  }
  expect(reached).toEqual([])

  const wrapped = { ...env, WAY: 'wrapped' }
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...wrapped, CI: '' } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(reached.toSorted()).toEqual(['call', 'operation'])
  for (const CI of ['', '1']) {
    const replayed = await project.vitest([], { env: { ...wrapped, CI } })
    expect(replayed.exitCode, replayed.output).toBe(0)
    expect(replayed.output).toContain('Provider connections  0')
  }
  expect(reached).toHaveLength(2)
})
