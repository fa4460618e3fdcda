import { expect, test } from 'vitest'
import { askModule, noteModule, questionsIn, recording, takeNotes } from '../support/ask.ts'
import { Project, type Run } from '../support/project.ts'
import { chatProvider } from '../support/provider.ts'

const agent = `
import { once } from 'node:events'
import { connect } from 'node:http2'
import { request } from 'node:https'
import { afterAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { note } from './note.ts'

const traces = () => fetch('https://api.openai.com/v1/traces/ingest', { method: 'POST', body: '{"data":[]}' })
test('asks, and reports', async () => {
  expect(await ask('Hello')).toBe('You said: Hello')
  note('openai', await traces().then(({ status }) => status))
  const envelope = request('https://o1.ingest.sentry.io/api/4501/envelope/', { method: 'POST' }).end('{}')
  const [response] = await once(envelope, 'response')
  note('sentry', response.statusCode)
  response.resume()
})
test('reports to a collector over gRPC', async () => {
  const session = connect('https://collector.invalid:4317').on('error', () => {})
  const headers = { ':method': 'POST', ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'content-type': 'application/grpc' }
  const stream = session.request(headers).on('error', () => {})
  stream.resume().end('bytes')
  await once(stream, 'close').catch(() => {})
  session.destroy()
})
test('reports to a collector over HTTP/2', async () => {
  const session = connect('http://collector.invalid:4318').on('error', () => {})
  const stream = session.request({ ':method': 'POST', ':path': '/v1/logs' })
  stream.resume().end('bytes')
  const [[headers]] = await Promise.all([once(stream, 'response'), once(stream, 'close')])
  note('http2', headers[':status'])
  session.destroy()
})
afterAll(async () => note('later', await traces().then(({ status }) => status)))
`

test('telemetry is answered, neither sent nor recorded, and counted: while recording, in replay and in CI', async () => {
  const project = new Project({ ...askModule, ...noteModule, 'agent.test.ts': agent })
  const provider = await chatProvider()
  const check = (run: Run): void => {
    expect(run.exitCode, run.output).toBe(0)
    expect(takeNotes(project)).toEqual({ openai: [204], sentry: [204], http2: [204], later: [204] })
    expect(run.output).toMatch(
      /^ +Dropped {2}api\.openai\.com 2, o1\.ingest\.sentry\.io 1, collector\.invalid:4317 1, collector\.invalid:4318 1 {3}telemetry, neither sent nor recorded$/m,
    )
  }
  check(await project.vitest(['--mode', 'record'], recording(provider)))
  expect(provider.requests).toHaveLength(1)
  expect(project.files('__cassettes__')).toEqual(['__cassettes__/agent.test.ts/asks-and-reports.json'])
  expect(questionsIn(project, '__cassettes__/agent.test.ts/asks-and-reports.json')).toEqual(['Hello'])
  check(await project.vitest())
  check(await project.vitest(['--outputFile.vitest-cassette=run.json'], { env: { CI: '1' } }))
  expect(project.json('run.json').otherTraffic).toEqual({
    dropped: {
      'api.openai.com': 2,
      'o1.ingest.sentry.io': 1,
      'collector.invalid:4317': 1,
      'collector.invalid:4318': 1,
    },
  })

  // Without the option, the traces are a provider's traffic like any other.
  project.write('vitest.config.js', project.read('vitest.config.js').replace('...{}', 'drop: []'))
  const kept = await project.vitest([], { env: { CI: '1' } })
  expect(kept.tests['asks, and reports']?.errors.join()).toContain('CassetteMissError')
  expect(kept.output).not.toContain('Dropped')
})
