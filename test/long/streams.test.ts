import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Project, type Run } from '../support/project.ts'
import { chatEvent, startProvider } from '../support/provider.ts'

/** Pieces that cut a character, an event and a line end. */
const pieces = [
  'data: {"a":"',
  Buffer.from([0xc3]),
  Buffer.concat([Buffer.from([0xa9]), Buffer.from('"}\n')]),
  '\ndata: 2',
  '\n\ndata: [DONE]\n\n',
]
const sizes = pieces.map((piece) => Buffer.byteLength(piece))

/** Reads a body piece by piece, and tells the provider of each, so that the next one is sent. */
const reading = `
import { request } from 'node:https'
const tell = () => fetch(process.env.UPSTREAM + '/seen')
const url = 'https://api.openai.com/v1/stream'
export async function viaFetch(seen) {
  const { body } = await fetch(url, { method: 'POST', body: '{"via":"fetch"}' })
  for await (const piece of body) await seen(piece, tell)
}
export function viaHttp(seen) {
  return new Promise((done, fail) => {
    const outgoing = request(url, { method: 'POST' }, (response) => {
      response.on('data', (piece) => seen(piece, tell).catch(fail)).on('end', done).on('error', fail)
    })
    outgoing.on('error', fail).end('{"via":"http"}')
  })
}
`

const piecesFile = `
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { viaFetch, viaHttp } from './reading.js'
test.each([['fetch', viaFetch], ['http', viaHttp]])('%s', async (name, read) => {
  const pieces = []
  await read(async (piece, tell) => {
    pieces.push(Buffer.from(piece).toString('base64'))
    if (process.env.CASSETTE_MODE === 'record') await tell()
  })
  writeFileSync(name + '.json', JSON.stringify(pieces))
})
`

const doneFile = `
import { expect, test } from 'vitest'
import OpenAI from 'openai'
test('streams', async () => {
  const stream = await new OpenAI().chat.completions.create({ model: 'gpt-5-mini', stream: true, messages: [{ role: 'user', content: 'Hi' }] })
  let text = ''
  for await (const { choices } of stream) text += choices[0].delta.content
  expect(text).toBe('one two')
  if (process.env.CASSETTE_MODE === 'record') await fetch(process.env.UPSTREAM + '/left')
})
`

const slowFile = `
import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
test('slow', async () => {
  const started = performance.now()
  const { body } = await fetch('https://api.openai.com/v1/slow')
  const times = []
  for await (const _ of body) times.push(performance.now() - started)
  writeFileSync('times.json', JSON.stringify(times))
})
`

test('a stream reaches the app while it is recorded, whole, and is replayed in the same pieces', async () => {
  const project = new Project({
    'reading.js': reading,
    'pieces.test.js': piecesFile,
    'done.test.js': doneFile,
    'slow.test.js': slowFile,
  })
  const left = Promise.withResolvers<void>()
  let seen = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ url }, response) => {
    if (url === '/left') {
      response.end()
      return left.resolve()
    }
    if (url === '/seen') {
      response.end()
      return seen.resolve()
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (url === '/v1/slow') {
      for (let piece = 0; piece < 4; piece++) {
        response.write(`data: ${piece}\n\n`)
        await new Promise((next) => setTimeout(next, 80))
      }
    } else if (url === '/v1/stream') {
      for (const piece of pieces) {
        seen = Promise.withResolvers()
        response.write(piece)
        // The next piece is only sent when the app has this one.
        await seen.promise
      }
    } else {
      response.write(`${chatEvent('one ')}${chatEvent('two')}data: [DONE]\n\n`)
      // The client has left by then.
      await left.promise
      response.write(': the end\n\n')
    }
    response.end()
  })
  const expected = pieces.map((piece) => Buffer.from(piece).toString('base64'))
  for (const mode of ['record', 'replay']) {
    const run = await project.vitest([], {
      env: { CASSETTE_MODE: mode, UPSTREAM: provider.url, OPENAI_API_KEY: 'sk-test' },
    })
    expect(run.exitCode, run.output).toBe(0)
    expect(Object.keys(run.tests)).toHaveLength(4)
    for (const name of ['fetch', 'http']) {
      expect(project.json(`${name}.json`)).toEqual(expected)
      expect(chunkSizes(project, `__cassettes__/pieces.test.js/${name}.json`)).toEqual(sizes)
    }
    if (mode === 'record') await provider.close()
  }

  // A client that cancels at [DONE] gets a complete recording.
  const [{ response }] = project.json('__cassettes__/done.test.js/streams.json').interactions
  expect(response.body.sse.at(-1)).toEqual({ comment: 'the end' })
  expect(response.aborted).toBeUndefined()

  // Recorded timing keeps the distances between the pieces.
  const delays = project
    .json('__cassettes__/slow.test.js/slow.json')
    .interactions[0].response.chunks.map(([delay]: [number]) => delay)
  project.write(
    'vitest.config.js',
    project.read('vitest.config.js').replace('...upstream,', "...upstream, stream: { timing: 'recorded' },"),
  )
  rmSync(project.path('times.json'))
  const timed = await project.vitest(['slow.test.js'])
  expect(timed.exitCode, timed.output).toBe(0)
  const times = project.json('times.json') as number[]
  expect(times).toHaveLength(delays.length)
  // From the request on: a busy machine can only add to that.
  const total = delays.reduce((sum: number, delay: number) => sum + delay, 0)
  expect(times.at(-1)).toBeGreaterThan(total * 0.9)
})

const aborting = `
import { request } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
const url = process.env.LOCAL + '/v1/stream'
const isReplay = process.env.CASSETTE_MODE === 'replay'
async function staysOpen(next) {
  let isOpen = true
  next.finally(() => (isOpen = false)).catch(() => {})
  for (let turns = 0; turns < 20; turns++) await turn()
  expect(isOpen).toBe(true)
}
test('fetch', async () => {
  const stop = new AbortController()
  const { body } = await fetch(url, { method: 'POST', body: 'a', signal: stop.signal })
  const reader = body.getReader()
  const seen = Buffer.from((await reader.read()).value).toString()
  const next = reader.read()
  if (isReplay) await staysOpen(next)
  stop.abort()
  const error = await next.catch((error) => error)
  writeFileSync('fetch.json', JSON.stringify([seen, error.name, error.message]))
})
test('http', async () => {
  const stop = new AbortController()
  const outcome = await new Promise((done) => {
    const outgoing = request(url, { method: 'POST', signal: stop.signal }, (response) => {
      response.once('data', async (seen) => {
        const closed = new Promise((resolve) => response.on('error', (error) => resolve([String(seen), error.name, error.message, error.code])))
        if (isReplay) await staysOpen(closed)
        stop.abort()
        done(await closed)
      })
    })
    outgoing.on('error', () => {}).end('b')
  })
  writeFileSync('http.json', JSON.stringify(outcome))
})
test('before any answer', async () => {
  const stop = new AbortController()
  const answer = fetch(url + '/silent', { method: 'POST', body: 'c', signal: stop.signal })
  if (isReplay) await staysOpen(answer)
  else await fetch(process.env.LOCAL + '/asked')
  stop.abort()
  const error = await answer.catch((error) => error)
  writeFileSync('silent.json', JSON.stringify([error.name, error.message]))
})
`

/** Nobody listens there. A port that was free a moment ago may be another server's by now. */
const closedAddress = 'http://127.0.0.1:2'

const failing = `
import { request } from 'node:http'
import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
const kinds = ['close', 'close sized', 'close after the head', 'end sized', 'reset', 'close before headers', 'reset before headers', 'garbage', 'garbage in the body', 'refuse']
const url = (kind) => (kind === 'refuse' ? process.env.CLOSED : process.env.FAILING + '/' + encodeURIComponent(kind))
const seen = (error) => error && { class: error.constructor.name, name: error.name, message: error.message, code: error.code }
async function viaFetch(kind) {
  let text = '', phase = 'head'
  try {
    const response = await fetch(url(kind), { method: 'POST', body: kind })
    phase = 'body'
    for await (const piece of response.body) text += Buffer.from(piece)
    phase = 'end'
    return { text, phase }
  } catch (error) {
    return { text, phase, error: seen(error), causeCode: error.cause?.code, causeName: error.cause?.name }
  }
}
function viaHttp(kind) {
  return new Promise((done) => {
    const outcome = { text: '' }
    const outgoing = request(url(kind), { method: 'POST', agent: false }, (response) => {
      response.on('data', (piece) => (outcome.text += piece))
      response.on('error', (error) => (outcome.response = seen(error)))
      response.on('end', () => (outcome.ended = true))
      response.on('close', () => done({ ...outcome, complete: response.complete }))
    })
    outgoing.on('error', (error) => {
      outcome.request = seen(error)
      if (!outgoing.res) done(outcome)
    })
    outgoing.end(kind)
  })
}
test.each(kinds)('%s, fetch', async (kind) => writeFileSync('fetch ' + kind + '.json', JSON.stringify(await viaFetch(kind))))
test.each(kinds)('%s, http', async (kind) => writeFileSync('http ' + kind + '.json', JSON.stringify(await viaHttp(kind))))
`

test('a stream that the client aborts, and a provider that fails, are replayed as they were', async () => {
  const project = new Project(
    { 'abort.test.js': aborting, 'failing.test.js': failing },
    { options: { include: ['127.0.0.1:*'], exclude: ['http://127.0.0.1:*/asked'], keepFailures: true } },
  )
  const asked = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ url }, response) => {
    if (url === '/asked') {
      await asked.promise
      return void response.end()
    }
    if (url.endsWith('/silent')) return asked.resolve()
    response.writeHead(200, { 'content-type': 'text/plain' })
    response.write('the first piece')
  })
  const { url, server, requests } = await failingProvider()
  const aborts: unknown[] = []
  const failures: Record<string, Record<string, unknown>> = {}
  const failingRequests: number[] = []
  for (const mode of ['off', 'record', 'replay']) {
    const run = await project.vitest([], {
      env: { CASSETTE_MODE: mode, LOCAL: provider.url, FAILING: url, CLOSED: closedAddress },
    })
    expect(failed(run)).toEqual({})
    expect(run.exitCode, run.output).toBe(0)
    aborts.push(['fetch', 'http', 'silent'].map((name) => project.json(`${name}.json`)))
    failures[mode] = Object.fromEntries(
      project
        .files('.')
        .filter((path) => /^(fetch|http) .*\.json$/.test(path))
        .map((path) => [path, project.json(path)]),
    )
    expect(Object.keys(failures[mode])).toHaveLength(20)
    failingRequests.push(requests.length)
    if (mode === 'record') {
      await provider.close()
      server.close()
    }
  }
  const [bare, recorded, replayed] = aborts
  expect(bare).toEqual([
    ['the first piece', 'AbortError', 'This operation was aborted'],
    ['the first piece', 'Error', 'aborted', 'ECONNRESET'],
    ['AbortError', 'This operation was aborted'],
  ])
  // The recording goes as far as the client did, and in replay the stream stays open.
  expect(recorded).toEqual(bare)
  expect(replayed).toEqual(bare)
  expect(failingRequests).toEqual([18, 36, 36])
  expect(failures['record']).toEqual(failures['off'])
  expect(failures['replay']).toEqual(failures['off'])
})

/** A server that fails in the way that the path names, at the level of the socket. */
async function failingProvider(): Promise<{ url: string; server: Server; requests: string[] }> {
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    for await (const _ of request) continue
    const kind = decodeURIComponent(request.url!.slice(1))
    requests.push(kind)
    const socket = request.socket as Socket
    if (kind === 'close before headers') return void socket.destroy()
    if (kind === 'reset before headers') return void socket.resetAndDestroy()
    if (kind === 'garbage') return void socket.end('SSH-2.0-OpenSSH_9.6\r\n')
    response.writeHead(200, {
      'content-type': 'text/plain',
      ...(kind.endsWith('sized') && { 'content-length': '1000' }),
    })
    if (kind === 'close after the head') response.flushHeaders()
    else response.write('before the break')
    // Long enough for the client to have read it: what comes with the break may be dropped with it.
    await new Promise((next) => setTimeout(next, 30))
    if (kind === 'end sized') socket.end()
    else if (kind === 'garbage in the body') socket.end('not a chunk\r\n')
    else if (kind === 'reset') socket.resetAndDestroy()
    else socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, requests }
}

const atTheHead = `
import { request } from 'node:http'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { test } from 'vitest'
const head = (path) => new Promise((done, fail) => {
  request(process.env.LOCAL + path, (response) => {
    // Clients that follow redirects read no body of one.
    if (!path.endsWith('open')) response.destroy()
    done(response)
  }).on('error', fail).end()
})
const paths = ['/redirect', '/redirect/text', '/redirect/chunked', '/nothing', '/json', '/stream']
test.each(paths)('%s', async (path) => {
  const { statusCode, headers } = await head(path)
  const { location, 'content-length': length } = headers
  writeFileSync(path.slice(1).replace('/', ' ') + '.json', JSON.stringify({ statusCode, location, length }))
})
test('the rest after another request', async () => {
  const response = await head('/stream/open')
  await head('/go')
  writeFileSync('rest.json', JSON.stringify(await text(response)))
})
`

test('a client of node:http has the head of an answer before its body, and may leave it there', async () => {
  const project = new Project({ 'head.test.js': atTheHead }, { options: { include: ['127.0.0.1:*'] } })
  let go = Promise.withResolvers<void>()
  const provider = await startProvider(async ({ url }, response) => {
    const location = '/elsewhere'
    if (url === '/redirect') response.writeHead(302, { location, 'content-length': 0 })
    else if (url === '/redirect/text') response.writeHead(307, { location, 'content-length': 5 }).write('Found')
    else if (url === '/redirect/chunked') response.writeHead(301, { location }).write('Found')
    else if (url === '/nothing') response.writeHead(204)
    else if (url === '/json') response.writeHead(200, { 'content-length': 2 }).write('{}')
    else if (url?.startsWith('/stream')) {
      response.writeHead(200).flushHeaders()
      // Its client leaves.
      if (url === '/stream') return
      await go.promise
      response.write('after the other request')
    } else go.resolve()
    response.end()
  })
  const seen: unknown[] = []
  for (const mode of ['off', 'record', 'replay']) {
    go = Promise.withResolvers()
    const run = await project.vitest([], { env: { CASSETTE_MODE: mode, LOCAL: provider.url } })
    expect(failed(run)).toEqual({})
    expect(run.exitCode, run.output).toBe(0)
    expect(run.output).not.toContain('recorded order')
    const notes = ['redirect', 'redirect text', 'redirect chunked', 'nothing', 'json', 'stream', 'rest']
    seen.push(Object.fromEntries(notes.map((name) => [name, project.json(`${name}.json`)])))
    if (mode === 'record') await provider.close()
  }
  const location = '/elsewhere'
  const [bare, recorded, replayed] = seen
  expect(bare).toEqual({
    redirect: { statusCode: 302, location, length: '0' },
    'redirect text': { statusCode: 307, location, length: '5' },
    'redirect chunked': { statusCode: 301, location },
    nothing: { statusCode: 204 },
    json: { statusCode: 200, length: '2' },
    stream: { statusCode: 200 },
    rest: 'after the other request',
  })
  expect(recorded).toEqual(bare)
  expect(replayed).toEqual(bare)
  // What has no more to come is whole.
  const { response } = project.json('__cassettes__/head.test.js/redirect.json').interactions[0]
  expect(response).toMatchObject({ status: 302, length: true })
  expect(response.aborted).toBeUndefined()
})

function chunkSizes(project: Project, path: string): number[] {
  return project.json(path).interactions[0].response.chunks.map(([, size]: [number, number]) => size)
}

function failed(run: Run): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(run.tests).flatMap(([name, { status, errors }]) => (status === 'passed' ? [] : [[name, errors]])),
  )
}
