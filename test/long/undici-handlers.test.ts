import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

const tests = `
import { expect, test } from 'vitest'
import { Agent, interceptors, request, RetryAgent } from 'undici'
import { note } from './note.ts'

await fetch('data:,').then((response) => response.text())
/** Node's own undici takes handlers of the older shape. */
const builtIn = globalThis[Symbol.for('undici.globalDispatcher.1')]
const base = 'https://api.openai.com'
const retryOptions = { minTimeout: 1, timeoutFactor: 1 }
const read = async (given) => {
  const { statusCode, body } = await given
  return statusCode + ' ' + (await body.text())
}
const composed = (interceptor) => new Agent().compose(interceptor)

/** Notes each call of a handler, and throws in one of them. */
const older = (path, thrower) => new Promise((resolve) => {
  const calls = []
  const call = (name, ...more) => {
    calls.push([name, ...more].join(' '))
    if (name === thrower) throw new Error('thrown in ' + name)
  }
  builtIn.dispatch({ origin: base, path, method: 'GET' }, {
    onConnect: () => {},
    onHeaders: (status) => (call('onHeaders', status), true),
    onData: () => (call('onData'), true),
    onComplete: () => {
      call('onComplete')
      setImmediate(() => resolve(calls))
    },
    onError: (error) => {
      call('onError', error.message)
      setImmediate(() => resolve(calls))
    },
  })
})
const newer = (path, thrower) => new Promise((resolve) => {
  const calls = []
  const call = (name, ...more) => {
    calls.push([name, ...more].join(' '))
    if (name === thrower) throw new Error('thrown in ' + name)
  }
  new Agent().dispatch({ origin: base, path, method: 'GET' }, {
    onRequestStart: () => {},
    onResponseStart: (_, status) => call('onResponseStart', status),
    onResponseData: () => call('onResponseData'),
    onResponseEnd: () => {
      call('onResponseEnd')
      setImmediate(() => resolve(calls))
    },
    onResponseError: ({ aborted }, error) => {
      call('onResponseError', error.message, aborted)
      setImmediate(() => resolve(calls))
    },
  })
})

const ways = {
  'RetryAgent': () => read(request(base + '/v1/flaky/agent', { dispatcher: new RetryAgent(new Agent(), retryOptions) })),
  'interceptors.retry()': () => read(request(base + '/v1/flaky/retry', { dispatcher: composed(interceptors.retry(retryOptions)) })),
  'interceptors.dump()': () =>
    read(request(base + '/v1/dump', { dispatcher: composed(interceptors.dump({ maxSize: 4 })) })).catch(({ name, message }) => name + ': ' + message),
  'interceptors.decompress()': () => read(request(base + '/v1/gzip', { dispatcher: composed(interceptors.decompress()) })),
  'onHeaders throws': () => older('/v1/older/head', 'onHeaders'),
  'onData throws': () => older('/v1/older/data', 'onData'),
  'onComplete throws': () => older('/v1/older/end', 'onComplete'),
  'onResponseStart throws': () => newer('/v1/newer/head', 'onResponseStart'),
  'onResponseData throws': () => newer('/v1/newer/data', 'onResponseData'),
  'onResponseEnd throws': () => newer('/v1/newer/end', 'onResponseEnd'),
}
for (const [name, way] of Object.entries(ways)) test(name, async () => note(name, await way()))
`

test('a client of undici whose handler throws, or changes its headers, has in a recording and in a replay what it has without the plugin', async () => {
  let flaky = 0
  const provider = await startProvider(({ url }, response) => {
    if (url.includes('flaky') && flaky++ % 2 === 0) return json(response, 503, { error: 'busy' })
    if (!url.includes('gzip')) return json(response, 200, { ok: true })
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync('{"ok":true}'))
  })
  const given = {
    RetryAgent: ['200 {"ok":true}'],
    'interceptors.retry()': ['200 {"ok":true}'],
    'interceptors.dump()': ['AbortError: Response size (11) larger than maxSize (4)'],
    'interceptors.decompress()': ['200 {"ok":true}'],
    'onHeaders throws': [['onHeaders 200', 'onError thrown in onHeaders']],
    'onData throws': [['onHeaders 200', 'onData', 'onError thrown in onData']],
    'onComplete throws': [['onHeaders 200', 'onData', 'onComplete', 'onError thrown in onComplete']],
    'onResponseStart throws': [['onResponseStart 200', 'onResponseError thrown in onResponseStart false']],
    'onResponseData throws': [
      ['onResponseStart 200', 'onResponseData', 'onResponseError thrown in onResponseData false'],
    ],
    'onResponseEnd throws': [
      ['onResponseStart 200', 'onResponseData', 'onResponseEnd', 'onResponseError thrown in onResponseEnd false'],
    ],
  }
  const project = new Project({ ...noteModule, 'handlers.test.ts': tests }, { options: { keepFailures: true } })
  const bare = new Project({
    ...noteModule,
    'handlers.test.ts': tests.replaceAll('https://api.openai.com', provider.url),
    'vitest.config.ts': 'export default {}',
  })
  const plain = await bare.vitest()
  expect(plain.exitCode, plain.output).toBe(0)
  expect(takeNotes(bare)).toEqual(given)

  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(takeNotes(project)).toEqual(given)
  await provider.close()

  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual(given)
})
