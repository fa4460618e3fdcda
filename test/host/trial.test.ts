import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'

/** The clients of this environment run in a thread that is older than all traps. */
const environment = `
import { Worker } from 'node:worker_threads'
const client = \`
const { parentPort } = require('node:worker_threads')
parentPort.on('message', (url) => fetch(url).catch((error) => error.cause).then(({ status, message }) => parentPort.postMessage({ status, message })))
\`
export default {
  name: 'other-client',
  viteEnvironment: 'ssr',
  setup(global) {
    const { fetch } = global
    const thread = new Worker(client, { eval: true })
    global.fetch = (url) => new Promise((done, fail) => {
      thread.once('message', ({ status, message }) => message ? fail(new Error(message)) : done({ status, text: async () => '' }))
      thread.postMessage(url)
    })
    return { teardown: () => { global.fetch = fetch; return thread.terminate() } }
  },
}
`

/** Replaces `fetch` before all setup files. */
const runner = `
import { TestRunner } from 'vitest'
globalThis.fetch = async () => new Response('of a mock')
export default TestRunner
`

const loadsNothing = `
import { expect, test } from 'vitest'
test('has not loaded undici', () => expect(Symbol.for('undici.globalDispatcher.1') in globalThis).toBe(false))
`

const passes = `import { test } from 'vitest'\ntest('passes', () => {})\n`

test('a run in which requests are not caught stops before any test, and names the runtime', async () => {
  const project = new Project(
    { 'other-client.js': environment, 'a.test.js': passes, 'b.test.js': passes },
    { test: { isolate: true, maxWorkers: 1 } },
  )
  const run = await project.vitest(['--environment=./other-client.js'])
  expect(run.exitCode, run.output).toBe(1)
  expect(run.output).toContain('CassetteStartError: Requests are not caught, so the run stops')
  expect(run.output).toMatch(/reason +\w+ .*vitest-cassette\.invalid/)
  expect(run.output).toMatch(`runtime    Node ${process.versions.node}, environment other-client`)
  expect(run.output).not.toContain('2 failed')
  expect(Object.values(run.tests).filter(({ status }) => status === 'passed')).toEqual([])

  for (const [args, env] of [
    [['--environment=./other-client.js'], { CASSETTE_MODE: 'off' }],
    [['--environment=node'], {}],
  ] as const) {
    const green = await project.vitest(args, { env })
    expect(green.exitCode, green.output).toBe(0)
    expect(green.output).not.toMatch('invalid|Passed through|Provider connections')
  }
})

test("Node's own fetch is tried once, and again where something has taken its place", async () => {
  const project = new Project(
    { 'runner.js': runner, 'a.test.js': passes, 'b.test.js': loadsNothing },
    { test: { isolate: true, maxWorkers: 1 } },
  )
  const first = await project.vitest(['a.test.js'])
  expect(first.exitCode, first.output).toBe(0)
  const second = await project.vitest(['b.test.js'])
  expect(second.exitCode, second.output).toBe(0)

  const mocked = await project.vitest(['--runner=./runner.js', 'a.test.js'])
  expect(mocked.exitCode, mocked.output).toBe(1)
  expect(mocked.output).toContain('something else has answered, with the status 200')
})
