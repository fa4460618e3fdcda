import type { ChildProcess } from 'node:child_process'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { Project } from '../support/project.ts'
import { flowTests, plantFlows, type Flow } from './flows.ts'
import { plant, type Canary, type PlantedCall } from './plant.ts'

/** Least number of canaries for all places. */
const atLeast = 3_000

const tests = `
import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { test as testWithCassette } from 'vitest-cassette'

const calls = JSON.parse(readFileSync('calls.json', 'utf8'))
test.each(calls.map((call, at) => [call.name, at]))('%s', async (_, at) => {
  const { method = 'POST', path = '/v1/chat/completions', headers = { 'content-type': 'application/json' }, body = '' } = calls[at]
  const response = await fetch('https://api.openai.com' + path, { method, redirect: 'manual', headers: { ...headers, 'x-canary': String(at) }, body: Buffer.from(body, 'base64') })
  await response.arrayBuffer()
})
test('what is not recorded', async () => {
  for (const at of process.env.ASK_OTHERS ? calls.keys() : []) {
    const { path = '/v1/chat/completions', body = '' } = calls[at]
    await fetch('https://api.openai.com' + path, { method: 'PUT', body: Buffer.from(body, 'base64') }).catch(() => {})
  }
})
test('all in one', async () => {
  if (!process.env.KILL) return
  for (const [at, { method = 'POST', path = '/v1/chat/completions', headers = { 'content-type': 'application/json' }, body = '' }] of calls.entries()) {
    const response = await fetch('https://api.openai.com' + path, { method, redirect: 'manual', headers: { ...headers, 'x-canary': String(at) }, body: Buffer.from(body, 'base64') })
    await response.arrayBuffer().catch(() => {})
  }
  await fetch('https://api.openai.com/v1/kill')
})
testWithCassette('functions', async ({ cassette }) => {
  const { argument, value, message, code } = JSON.parse(readFileSync('wrapped.json', 'utf8'))
  await cassette.wrap('gives', async () => value)(argument)
  const failing = cassette.wrap('throws', async () => {
    throw Object.assign(new Error(message, { cause: new Error(message) }), { code })
  })
  await failing(argument).catch(() => {})
  await cassette.step(message, async () => {})
})
test('an error with a cause', async () => {
  await fetch('https://api.openai.com/v1/never', { headers: { 'x-canary': 'never' } })
})
`

const { environment, calls, wrapped, ...planted } = plant()
const { flows, ...inFlows } = plantFlows()
const canaries = [...planted.canaries, ...inFlows.canaries]
let child: ChildProcess | undefined
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/v1/kill') return void process.kill(-(child?.pid ?? 0), 'SIGKILL')
    const canary = String(request.headers['x-canary'])
    const call = canary.startsWith('flow-') ? flowCall(canary) : canary === 'next' ? next : calls[Number(canary)]
    if (call === undefined) return void request.socket.destroy()
    void answer(call, response)
  })
})
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))

const next: PlantedCall = { name: 'next', answer: answerOf({ type: 'application/json', text: '{"ok":true}' }) }

function flowCall(canary: string): PlantedCall | undefined {
  const flow = flows[Number(canary.slice('flow-'.length))]
  return flow && { name: flow.name, answer: answerOf(flow.answer) }
}

function answerOf({ type, text, cookie }: Flow['answer']): PlantedCall['answer'] {
  const headers = { 'content-type': type, ...(cookie !== undefined && { 'set-cookie': cookie }) }
  return { headers, chunks: [Buffer.from(text).toString('base64')] }
}

async function answer(
  { answer: { status = 200, headers = {}, chunks, isBroken } }: PlantedCall,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, headers)
  for (const chunk of chunks) {
    response.write(Buffer.from(chunk, 'base64'))
    await new Promise((next) => setImmediate(next))
  }
  if (isBroken) response.destroy()
  else response.end()
}

const project = new Project(
  {
    'flows.test.js': flowTests,
    // Without the answers: the child run knows no value.
    'flows.json': JSON.stringify(flows.map(({ name, reads, place }) => ({ name, reads, place }))),
    'calls.test.js': tests,
    'calls.json': JSON.stringify(calls),
    'wrapped.json': JSON.stringify(wrapped),
  },
  { keep: true, options: { keepFailures: true } },
)
const own = [
  'flows.json',
  'flows.test.js',
  'calls.json',
  'wrapped.json',
  'calls.test.js',
  'vitest.config.js',
  'package.json',
]
const env = {
  ...environment,
  OPENAI_API_KEY: 'sk-canary',
  UPSTREAM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
}
try {
  const recorded = await project.vitest(['--mode', 'record'], { env })
  const afterRecording = leaks(recorded.output)
  const written = project.files('__cassettes__').length
  for (const [name, { status, errors }] of Object.entries(recorded.tests))
    if (status !== 'passed') console.log(`not recorded: ${name}: ${errors[0]?.split('\n', 1)[0]}`)
  const replayed = await project.vitest([], { env: { ...env, ASK_OTHERS: '1' } })
  const killed = await project.vitest(['--mode', 'record', '-t', 'all in one'], {
    env: { ...env, KILL: '1' },
    detached: true,
    onStart: (started) => (child = started),
  })
  const journals = project.files('.vitest-cassette/journals').map((path) => project.read(path))
  const journaled = journals.join('').split('\n').length - 1
  const all = new Map([...afterRecording, ...leaks(`${replayed.output}\n${killed.output}`)])
  for (const [canary, where] of all) console.log(`leaked: ${canary.place} in ${where}`)
  console.log(
    `${written} cassettes of ${calls.length} calls, ${Object.values(replayed.tests).filter(({ status }) => status === 'passed').length} tests replayed, ${journaled} calls in a journal`,
  )
  const missed = flows.filter(({ name }) => replayed.tests[name]?.status !== 'passed')
  for (const { name } of missed)
    console.log(`not replayed: ${name}: ${replayed.tests[name]?.errors[0]?.slice(0, 600) ?? 'it did not run'}`)
  console.log(`${flows.length - missed.length} of ${flows.length} flows replayed`)
  console.log(`${all.size} of ${canaries.length} leaked`)
  process.exitCode =
    all.size === 0 &&
    missed.length === 0 &&
    canaries.length >= atLeast &&
    written >= calls.length &&
    journaled >= calls.length
      ? 0
      : 1
  if (process.exitCode !== 0 && all.size === 0) console.log(recorded.output.slice(-3000))
} finally {
  project.remove()
  server.close()
}

/** All leaked canaries in any encoding, with the first place of each. */
function leaks(output: string): Array<[Canary, string]> {
  const texts = project
    .files('.')
    .filter((path) => !path.startsWith('node_modules/') && !own.includes(path))
    .map((path): [string, string] => [path, project.read(path)])
  const places = [...texts, ['the output', output] as [string, string]].map(
    ([path, text]) => [path, unfolded(text)] as const,
  )
  return canaries.flatMap((canary): Array<[Canary, string]> => {
    const forms = encodings(canary.secret)
    const place = places.find(([, text]) => forms.some((form) => text.includes(form)))
    return place === undefined ? [] : [[canary, place[0]]]
  })
}

/** The text, its decoded base64, and the joined texts of its streams. */
function unfolded(text: string): string {
  const inner = [...text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)].map(([run]) => {
    const bytes = Buffer.from(run, 'base64')
    try {
      return gunzipSync(bytes).toString('latin1')
    } catch {
      return bytes.toString('latin1')
    }
  })
  return [text, ...inner, ...joined(text), ...joined(text.replaceAll('\\"', '"'))].join('\n')
}

/** The texts that come in pieces: the strings of each field, those of lists, and lines of text streams. */
function joined(text: string): string[] {
  const fields = Map.groupBy(text.matchAll(/"(\w+)": ?"((?:[^"\\]|\\.)*)"/g), ([, name]) => name)
  const items = [...text.matchAll(/(?<=[[,]\s*)"((?:[^"\\]|\\.)*)"(?=\s*[\],])/g)].map(([, item]) => item)
  const lines = [...text.matchAll(/\b\d:"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => piece)
  return [
    ...[...fields.values()].map((list) => list.map(([, , piece]) => piece).join('')),
    items.join(''),
    lines.join(''),
  ]
}

function encodings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const bytes = Buffer.from(secret)
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    bytes.toString('latin1'),
    bytes.toString('hex'),
    ...[0, 1, 2].map((place) =>
      Buffer.concat([Buffer.alloc(place), bytes])
        .toString('base64')
        .slice(4, -4),
    ),
    // A part of a secret is a leak too.
    secret.slice(0, Math.ceil(secret.length * 0.6)),
    secret.slice(-Math.ceil(secret.length * 0.6)),
  ]
}
