import { serializeCassette } from '../../src/format/serialize.ts'
import { interaction } from '../support/cassette.ts'
import { address, answer, streamEvents } from '../support/traffic.ts'
import { measuredCalls, testFile, testPath, type Figures } from './test-file.ts'

/** One tool with its own defaults, as a project with a test that it answers. Those that record have a recording for each call. */
export interface Peer {
  readonly name: 'vitest-cassette' | 'MSW setupServer' | 'Polly.js' | 'undici SnapshotAgent'
  readonly files: Readonly<Record<string, string>>
  /** Options of our plugin; absent for another tool. */
  readonly plugin?: object
}

const events = streamEvents()
const sse = 'text/event-stream'

/** Calls of the warm-up and of the measurement. */
const callsOf = (name: keyof Figures): number => 2 * measuredCalls[name]

const cassette = (name: keyof Figures): Readonly<Record<string, string>> => ({
  [`__cassettes__/${testPath}/${name}.json`]: serializeCassette(
    { file: testPath, name },
    Array.from({ length: callsOf(name) }, () =>
      name === 'stream' ? interaction('Hello', sse, events) : interaction('Hello'),
    ),
  ),
})

/** The answers in the setup of the other tools. */
const answers = `
const answer = ${JSON.stringify(JSON.stringify(answer))}
const events = ${JSON.stringify(events)}
`

const msw = `
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
${answers}
const encoder = new TextEncoder()
setupServer(
  http.post(${JSON.stringify(address)}, async ({ request }) => {
    if (!(await request.json()).stream) return new HttpResponse(answer, { headers: { 'content-type': 'application/json' } })
    const body = new ReadableStream({
      async start(controller) {
        for (const event of events) {
          controller.enqueue(encoder.encode(event))
          await new Promise((resolve) => setImmediate(resolve))
        }
        controller.close()
      },
    })
    return new HttpResponse(body, { headers: { 'content-type': '${sse}' } })
  }),
).listen()
`

/** Polly records the answers of a fake \`fetch\`, and then replays them from its own files. */
const polly = `
import FetchAdapter from '@pollyjs/adapter-fetch'
import { Polly } from '@pollyjs/core'
import FSPersister from '@pollyjs/persister-fs'
import { existsSync } from 'node:fs'
${answers}
Polly.register(FetchAdapter)
Polly.register(FSPersister)
const options = (mode) => ({
  mode,
  adapters: ['fetch'],
  persister: 'fs',
  persisterOptions: { fs: { recordingsDir: 'recordings' } },
  recordIfMissing: mode === 'record',
  logLevel: 'silent',
})
if (!existsSync('recordings')) {
  const real = globalThis.fetch
  globalThis.fetch = async (_, { body }) =>
    JSON.parse(body).stream
      ? new Response(events.join(''), { headers: { 'content-type': '${sse}' } })
      : new Response(answer, { headers: { 'content-type': 'application/json' } })
  const recorder = new Polly('calls', options('record'))
  for (const stream of [...Array(${callsOf('json')}).fill(false), ...Array(${callsOf('stream')}).fill(true)])
    await fetch(${JSON.stringify(address)}, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-5-mini', stream, messages: [{ role: 'user', content: 'Hello' }] }),
    })
  await recorder.stop()
  globalThis.fetch = real
}
new Polly('calls', options('replay'))
`

/** \`undici\` cannot compare bodies from \`fetch\`, because they are streams. */
const snapshotAgent = `
import { existsSync } from 'node:fs'
import { fetch, setGlobalDispatcher, SnapshotAgent } from 'undici'
import { SnapshotRecorder } from 'undici/lib/mock/snapshot-recorder.js'
${answers}
const matching = { matchHeaders: ['accept'], matchBody: false }
if (!existsSync('snapshots.json')) {
  const recorder = new SnapshotRecorder({ snapshotPath: 'snapshots.json', mode: 'record', ...matching })
  const { origin, pathname } = new URL(${JSON.stringify(address)})
  for (let call = 0; call < ${callsOf('json')}; call++) await recorder.record(
    { origin, path: pathname, method: 'POST', headers: { accept: '*/*' }, body: '' },
    { statusCode: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(answer), trailers: {} },
  )
  await recorder.saveSnapshots()
}
setGlobalDispatcher(new SnapshotAgent({ mode: 'playback', snapshotPath: 'snapshots.json', ...matching }))
globalThis.fetch = fetch
`

export const peers: readonly Peer[] = [
  {
    name: 'vitest-cassette',
    files: {
      [testPath]: testFile(['json', 'stream', 'axios']),
      ...cassette('json'),
      ...cassette('stream'),
      ...cassette('axios'),
    },
    plugin: {},
  },
  { name: 'MSW setupServer', files: { [testPath]: testFile(['json', 'stream', 'axios']), 'setup.ts': msw } },
  { name: 'Polly.js', files: { [testPath]: testFile(['json', 'stream']), 'setup.ts': polly } },
  { name: 'undici SnapshotAgent', files: { [testPath]: testFile(['json']), 'setup.ts': snapshotAgent } },
]
