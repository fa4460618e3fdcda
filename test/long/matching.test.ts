import { describe, expect, test } from 'vitest'
import { recording } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { json, startProvider, type Provider } from '../support/provider.ts'

/** For child projects: `post(body, headers, query)` sends one request and gives the answer's text, or throws ours. */
const postModule = {
  'post.ts': `
export async function post(body: object | FormData, headers: object = {}, query = ''): Promise<string> {
  const isForm = body instanceof FormData
  const response = await fetch('https://api.openai.com/v1/chat/completions' + query, {
    method: 'POST',
    headers: { ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
    body: isForm ? body : JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error.message)
  return answer.text
}
export const RUN = process.env.RUN!
`,
}

/**
 * Requests as two minors of an SDK, two versions of Node, two attempts and two accounts send them: what differs stands in
 * brackets, for the first run and the second.
 */
const versions = {
  'strict/versions.test.ts': `
import { request } from 'node:https'
import { test } from 'vitest'
import { RUN } from '../post.ts'
const of = <T>([first, second]: readonly [T, T]): T => (RUN === '1' ? first : second)

/** \`fetch\` in the first run, node:https in the second: each adds headers of its own. */
async function send(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const status = RUN === '1' ? (await fetch(url, { method: 'POST', headers, body })).status : await new Promise((done, fail) => {
    const call = request(url, { method: 'POST', headers }, (response) => response.resume().on('end', () => done(response.statusCode)))
    call.on('error', fail).end(body)
  })
  if (status !== 200) throw new Error('status ' + status)
}
const json = { 'content-type': 'application/json' }
const chat = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] })
const reordered = JSON.stringify({ messages: [{ content: 'Hello', role: 'user' }], model: 'm' }, null, 2)
const stainless = (versions: readonly [string, string]) => ({
  'user-agent': of(['OpenAI/JS 7.55.0', 'OpenAI/JS 7.57.0']), 'x-stainless-package-version': of(versions), 'x-stainless-runtime-version': of(['v22.23.3', 'v26.10.0']),
  'x-stainless-os': of(['Linux', 'MacOS']), 'x-stainless-arch': of(['x64', 'arm64']), 'x-stainless-retry-count': of(['0', '2']), 'x-stainless-timeout': of(['600', '60']),
})
const w3c = { traceparent: of(['00-a1-b1-01', '00-a2-b2-01']), tracestate: of(['a=1', 'b=2']), baggage: of(['x=1', 'x=2']) }
const form = (boundary: string) => ['--' + boundary, 'Content-Disposition: form-data; name="model"', '', 'whisper-1', '--' + boundary, 'Content-Disposition: form-data; name="file"; filename="a.wav"', 'Content-Type: audio/wav', '', 'RIFF', '--' + boundary + '--', ''].join('\\r\\n')

test('OpenAI', () => send('https://api.openai.com/v1/chat/completions', { ...json, ...stainless(['7.55.0', '7.57.0']), authorization: of(['Bearer sk-1', 'Bearer sk-2']), 'openai-organization': of(['org-1', 'org-2']), 'idempotency-key': of(['i1', 'i2']) }, of([chat, reordered])))
test('OpenAI, a form', () => {
  const boundary = of(['----formdata-undici-012345678901', 'openai-x7Gh'])
  return send('https://api.openai.com/v1/audio/transcriptions', { 'content-type': 'multipart/form-data; boundary=' + boundary, ...stainless(['7.55.0', '7.57.0']) }, form(boundary))
})
test('Azure OpenAI', () => send('https://me.openai.azure.com/openai/deployments/d/chat/completions?' + of(['api-version=2024-10-21', 'api-version=v1']), { ...json, 'api-key': of(['a', 'b']) }, chat))
test('Anthropic', () => send('https://api.anthropic.com/v1/messages', { ...json, ...w3c, ...stainless(['1.11.0', '1.12.0']), 'anthropic-version': of(['2026-10-21', '2023-06-01']), 'anthropic-beta': of(['a-2026-01-01,b-2026-01-01', 'oauth-2025-04-20, b-2026-01-01, a-2026-01-01']), ...of<object>([{ 'x-api-key': 'k' }, { authorization: 'Bearer t', 'x-stainless-helper-method': 'stream' }]) }, chat))
test('Gemini', () => send('https://generativelanguage.googleapis.com/v1/models/m:streamGenerateContent' + of(['?alt=sse&key=AIza1', '?alt=sse']), { ...json, ...of<object>([{}, { 'x-goog-api-key': 'AIza2' }]), 'x-goog-api-client': of(['google-genai-sdk/3.1.0 gl-node/v22.23.3', 'google-genai-sdk/3.2.0 gl-node/v26.10.0']) }, chat))
test('Bedrock', () => send('https://bedrock-runtime.us-east-1.amazonaws.com/model/m%3A0/converse', {
  ...json, 'amz-sdk-invocation-id': of(['1', '2']), 'amz-sdk-request': of(['attempt=1; max=3', 'attempt=2; max=3']), 'x-amz-date': of(['20261121T100000Z', '20261122T100000Z']), 'x-amzn-trace-id': of(['Root=1', 'Root=2']),
  'x-amz-content-sha256': of(['a', 'b']), 'x-amz-security-token': of(['a', 'b']), authorization: of(['AWS4-HMAC-SHA256 Credential=AKIA1/20261121/us-east-1/bedrock/aws4_request, Signature=1', 'Bearer bedrock-api-key']),
}, of([chat, reordered])))
test('Bedrock, an idempotency token', () => send('https://bedrock-runtime.us-east-1.amazonaws.com/async-invoke', json, JSON.stringify({ clientRequestToken: of(['1f', '2f']), modelId: 'm' })))
test('Bedrock, a signature in the URL', () => send('https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke?X-Amz-Date=' + RUN + '&X-Amz-Signature=' + RUN + '&X-Amz-Credential=' + RUN, json, chat))
test('Cohere', () => send('https://api.cohere.com/v2/chat', { ...json, 'x-fern-sdk-version': of(['8.1.0', '8.2.0']), 'x-fern-runtime': 'node', 'x-fern-runtime-version': of(['22.23.3', '26.10.0']), 'cache-control': of(['no-cache', 'no-store']), pragma: of(['no-cache', 'x']), accept: of(['text/event-stream', '*/*']) }, chat))
test('Mistral', () => send('https://api.mistral.ai/v1/chat/completions', { ...json, cookie: of(['', 'a=1']), 'accept-language': of(['*', 'en']), 'sec-fetch-mode': of(['cors', 'x']), 'accept-encoding': of(['gzip', 'gzip, zstd']) }, chat))
test('Replicate', () => send('https://api.replicate.com/v1/models/o/m/predictions', { ...json, prefer: of(['wait', 'wait=30']) }, chat))
`,
}

/** Answers with how often it was asked. */
function countingProvider(): Promise<Provider> {
  let count = 0
  return startProvider((_request, response) => json(response, 200, { text: `answer ${++count}` }))
}

const config = `
import { cassettes } from 'vitest-cassette/plugin'
import { defineConfig } from 'vitest/config'
const upstream = process.env.UPSTREAM ? { upstream: { '*': process.env.UPSTREAM } } : {}
export default defineConfig({ test: { projects: [
  {
    plugins: [cassettes({ ...upstream, ignore: ['metadata.run'], normalize: ['uuids', './normalizers.ts'], matchHeaders: ['X-Tenant'] })],
    test: { name: 'noisy', include: ['noisy/*.test.ts'] },
  },
  { plugins: [cassettes({ ...upstream })], test: { name: 'strict', include: ['strict/*.test.ts'] } },
] } })
`

const noisy = {
  ...versions,
  'vitest.config.js': config,
  ...postModule,
  'normalizers.ts': `
import type { Normalizer } from 'vitest-cassette'
/** Changes what it is given: a copy. */
export const noSession: Normalizer = (request) => {
  if (request.body && 'json' in request.body) delete (request.body.json as { session?: string }).session
  return request
}
export const notAFunction = 'left alone'
`,
  'noisy/plugin.test.ts': `
import { expect } from 'vitest'
import { test } from 'vitest-cassette'
import { post, RUN } from '../post.ts'
test('an ignored field', () => post({ metadata: { run: RUN } }))
test('a ready normalizer', () => post({ text: 'run ' + crypto.randomUUID() }))
test('a module', () => post({ session: RUN }))
test('a header', async ({ cassette }) => {
  const tenants = RUN === '1' ? ['a', 'b', ''] : ['', 'b', 'a']
  const answers: Record<string, string> = {}
  for (const tenant of tenants) answers[tenant] = await post({ q: 1 }, tenant ? { 'x-tenant': tenant } : {})
  expect(Object.keys(answers).sort().map((tenant) => answers[tenant])).toEqual(
    [...cassette.interactions].sort((a, b) => (a.request.headers!['x-tenant']! < b.request.headers!['x-tenant']! ? -1 : 1))
      .map(({ response }) => (response!.body as any).json.text),
  )
})
test('read before it is asked', async ({ cassette }) => {
  expect(cassette.interactions.length).toBe(RUN === '1' ? 0 : 1)
  await post({ session: RUN })
  expect(cassette.interactions.length).toBe(1)
})
test('explained', async ({ cassette }) => {
  const body = { metadata: { run: RUN, team: 'x' }, id: 'id-123e4567-e89b-12d3-a456-426614174000', session: 's', api_key: 'a1b2c3d4e5f6a7b8' }
  await post(body, { 'x-tenant': 'acme', 'user-agent': 'x' }, '?api_key=sk-123&code=US')
  const request = new Request('https://api.openai.com/v1/chat/completions?api_key=sk-456&code=US', { method: 'POST', headers: { 'x-tenant': 'acme' }, body: JSON.stringify(body) })
  const explained = await cassette.explain(request)
  expect(explained).toEqual({
    view: {
      method: 'POST',
      url: 'https://api.openai.com/v1/chat/completions?code=US',
      headers: { 'x-tenant': 'acme' },
      body: { json: { metadata: { team: 'x' }, id: 'id-[uuid]', api_key: '[REDACTED:api-key~4bb7c83866ed]' } },
    },
    changes: [
      { path: '?api_key', by: 'secrets' },
      { path: 'metadata.run', by: 'metadata.run' },
      { path: 'id', by: 'uuids' },
      { path: 'session', by: 'noSession' },
    ],
    sameAs: [1],
  })
  expect(await request.json()).toEqual(body)
  const [recorded] = cassette.interactions
  expect((await cassette.explain(recorded!.request)).view).toEqual(explained.view)
  expect((await cassette.explain(new Request('https://api.openai.com/v1/models'))).sameAs).toEqual([])
})
`,
  'noisy/own.test.ts': `
import { beforeEach, describe, expect, test } from 'vitest'
import { configureCassette } from 'vitest-cassette'
import { post, RUN } from '../post.ts'
configureCassette({ normalize: ['iso-dates'] })
test('of the file', () => post({ text: 'on 2026-11-0' + RUN, metadata: { run: RUN } }))
describe('suite', () => {
  beforeEach(() => configureCassette({ ignore: ['?trace'] }))
  test('of the suite', () => post({ text: 'on 2026-11-0' + RUN }, {}, '?trace=' + RUN))
})
test('of the test', async () => {
  configureCassette({ normalize: [(request) => ({ ...request, body: { text: 'always the same' } })] })
  await post({ whatever: RUN })
})
test('parts of a form, the name of a file, a header', async () => {
  configureCassette({ ignore: ['stamp', 'meta.**.id', 'notes[*].at', 'file content-disposition', 'header X-Tenant'] })
  const form = new FormData()
  form.append('stamp', RUN)
  form.append('model', 'whisper-1')
  form.append('meta', new Blob([JSON.stringify({ a: { id: RUN } })], { type: 'application/json' }))
  form.append('notes', new Blob([JSON.stringify([{ at: RUN }, { at: RUN, x: 1 }])], { type: 'application/json' }))
  form.append('file', new File(['audio'], 'tmp-' + RUN + '.wav', { type: 'audio/wav' }))
  await post(form, { 'x-tenant': RUN })
})
test('not of this test', () => post({ text: 'x' }, {}, '?trace=' + RUN))
`,
  'strict/plain.test.ts': `
import { test } from 'vitest'
import { post, RUN } from '../post.ts'
test('an ignored field of another project', () => post({ metadata: { run: RUN } }))
const generated = RUN === '1' ? 'r2t5a8k1m4p7v0c3b6n9x2z5' : 'z9y6x3w0v7u4t1s8r5q2p9n6'
const form = (fields: Record<string, string>) =>
  fetch('https://api.openai.com/v1/moderations', { method: 'POST', body: new URLSearchParams(fields) })
for (const [name, first, second] of [['issueKey', 'ABC-1', 'ABC-2'], ['shard_key', 'us', 'eu'], ['code', 'DE', 'US'], ['token', 'BTC', 'ETH'], ['session', 'one', 'two']]) {
  const value = RUN === '1' ? first! : second!
  test('a parameter ' + name + ' that means something', () => post({}, {}, '?' + name + '=' + value))
  test('a field ' + name + ' that means something', async () => void (await form({ [name!]: value })))
  test('a generated ' + name, async () => {
    await post({}, {}, '?' + name + '=' + generated)
    await form({ [name!]: generated, q: '1' })
  })
}
`,
}

describe('what the user says does not count', () => {
  test('of a plugin, a project, a file, a suite and a test', async () => {
    const provider = await countingProvider()
    const project = new Project(noisy)
    const recorded = await project.vitest(['--mode', 'record'], recording(provider, { RUN: '1' }))
    expect(recorded.output).not.toContain('Error')
    expect(recorded.exitCode).toBe(0)
    const asked = provider.requests.length

    const before = project.state()
    const replayed = await project.vitest([], { env: { RUN: '2' } })
    const failed = Object.entries(replayed.tests).filter(([, { status }]) => status !== 'passed')
    // Names that may stand for a secret: another value is another request, stored or not.
    const names = ['issueKey', 'shard_key', 'code', 'token', 'session']
    expect(failed.map(([name]) => name)).toEqual([
      'not of this test',
      'an ignored field of another project',
      ...names.flatMap((name) => [
        ...['parameter', 'field'].map((what) => `a ${what} ${name} that means something`),
        `a generated ${name}`,
      ]),
    ])
    for (const [, { errors }] of failed) expect(errors.join()).toContain('CassetteMissError')
    expect(provider.requests.length).toBe(asked)
    expect(project.state()).toEqual(before)

    const files = project.files('__cassettes__').map((path) => project.read(path))
    expect(files.filter((text) => /[=]r2t5a8k1m4p7v0c3b6n9x2z5/.test(text))).toEqual([])
    expect(files.filter((text) => text.includes('?token=BTC'))).toHaveLength(1)

    // Normalizers change comparing only: what was sent stands in the cassette.
    const stored = project.json('__cassettes__/noisy/plugin.test.ts/a-ready-normalizer.json').interactions[0].request
    expect(stored.body.json.text).toMatch(/^run [0-9a-f-]{36}$/)
    expect(
      project.json('__cassettes__/noisy/plugin.test.ts/a-module.json').interactions[0].request.body.json.session,
    ).toBe('1')
  })
})
