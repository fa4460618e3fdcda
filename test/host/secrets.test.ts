import type { ChildProcess } from 'node:child_process'
import { expect, test } from 'vitest'
import { Project } from '../support/project.ts'
import { json, startProvider } from '../support/provider.ts'

/** By the variable of the environment that holds it. Some have characters that are written otherwise in a URL. */
const secrets = {
  OPENAI_API_KEY: 'sk-proj-openai+secret/4f9a8b7c6d',
  OPENAI_ORG_ID: 'org-secretorganization42',
  OPENAI_PROJECT_ID: 'proj_secretproject42',
  ANTHROPIC_API_KEY: 'sk-ant-api03-anthropic-secret-77aa',
  ANTHROPIC_AUTH_TOKEN: 'anthropic bearer+secret=88bb',
  GEMINI_KEY: 'AIzaSyGemini+Secret/5500=',
  GOOG_HEADER: 'AIzaSyGoogHeaderSecret6611',
  AZURE_KEY: 'azure0secret0key0123456789abcdef',
  AZURE_SIG: 'azure+sas/signature==',
  AWS_KEY_ID: 'AKIASECRETKEYID00001',
  AWS_SESSION: 'aws/session+token==secret9922',
  AWS_SIGNATURE: 'fe5f80f77d5fa3beca038a248ff027secret',
  COOKIE: 'request-cookie-secret-31337',
  PASSWORD: 'user-info-pass-word-999',
  PROXY: 'proxy-secret-credentials-123',
  SET_COOKIE: 'answer-cookie-secret-4242',
  SET_TOKEN: 'answer-header-token-5151',
  LOCATION_SIG: 'signed+location/secret==',
}

const calls = `
import { request } from 'node:https'
import { expect, test } from 'vitest'
import Anthropic from '@anthropic-ai/sdk'
import OpenAI, { AzureOpenAI } from 'openai'
const secret = process.env
const messages = [{ role: 'user', content: 'Hi' }]
const post = (url, headers = {}) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"contents":[]}' })
const query = encodeURIComponent
const clients = {
  openai: () => new OpenAI().chat.completions.create({ model: 'gpt-5-mini', messages }),
  'anthropic key': () => new Anthropic({ authToken: null }).messages.create({ model: 'claude-haiku', max_tokens: 9, messages }),
  'anthropic x-api-key': () => post('https://api.anthropic.com/v1/messages', { 'x-api-key': secret.ANTHROPIC_API_KEY, 'anthropic-version': '2023-06-01' }),
  'anthropic bearer': () => new Anthropic({ apiKey: null }).messages.create({ model: 'claude-haiku', max_tokens: 9, messages }),
  'gemini query': () => post('https://generativelanguage.googleapis.com/v1beta/models/gemini:generateContent?alt=json&key=' + query(secret.GEMINI_KEY)),
  'gemini header': () => post('https://generativelanguage.googleapis.com/v1beta/models/gemini:generateContent', { 'x-goog-api-key': secret.GOOG_HEADER }),
  azure: () => new AzureOpenAI({ endpoint: 'https://mine.openai.azure.com', apiKey: secret.AZURE_KEY, apiVersion: '2025-01-01', deployment: 'gpt' }).chat.completions.create({ model: 'gpt', messages }),
  'azure signature': () => post('https://mine.openai.azure.com/openai/files/x/content?sv=1&sig=' + query(secret.AZURE_SIG)),
  'aws headers': () => post('https://bedrock-runtime.us-east-1.amazonaws.com/model/claude/invoke', {
    authorization: 'AWS4-HMAC-SHA256 Credential=' + secret.AWS_KEY_ID + '/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=' + secret.AWS_SIGNATURE,
    'x-amz-security-token': secret.AWS_SESSION,
  }),
  'aws query': () => post('https://bedrock-runtime.us-east-1.amazonaws.com/model/claude/invoke?X-Amz-Credential=' + query(secret.AWS_KEY_ID + '/20260101') + '&X-Amz-Signature=' + secret.AWS_SIGNATURE + '&X-Amz-Security-Token=' + query(secret.AWS_SESSION)),
  cookies: () => post('https://api.openai.com/v1/cookies', { cookie: 'session=' + secret.COOKIE, 'proxy-authorization': 'Basic ' + secret.PROXY, 'x-own-token': secret.SET_TOKEN }),
  'basic auth': () => post('https://api.openai.com/v1/basic', { authorization: 'Basic ' + btoa('me:' + secret.PASSWORD) }),
  'user info': () => new Promise((done, fail) => request('https://me:' + secret.PASSWORD + '@api.openai.com/v1/user', (response) => response.resume().on('end', done)).on('error', fail).end()),
  'signed location': () => fetch('https://api.openai.com/v1/location', { redirect: 'manual' }),
}
test.each(Object.entries(clients))('%s', async (_, call) => void (await call()))
test('is killed', async () => {
  for (const call of Object.values(clients)) await call()
  await fetch(secret.UPSTREAM + '/stop')
})
`

test('no secret reaches a file', async () => {
  const project = new Project({ 'calls.test.js': calls })
  const stopped = Promise.withResolvers<void>()
  let isStopping = true
  const provider = await startProvider(({ url }, response) => {
    if (url === '/stop') return isStopping ? stopped.resolve() : void response.end()
    const headers = {
      'set-cookie': `session=${secrets.SET_COOKIE}; Path=/`,
      'x-session-token': secrets.SET_TOKEN,
      authorization: secrets.SET_TOKEN,
    }
    if (url === '/v1/location') {
      return void response
        .writeHead(302, {
          ...headers,
          location: `https://me:${secrets.PASSWORD}@files.example.com/f?X-Amz-Signature=${encodeURIComponent(secrets.LOCATION_SIG)}`,
        })
        .end()
    }
    json(response, 200, { ok: true, choices: [], content: [] }, headers)
  })
  const env = { ...secrets, UPSTREAM: provider.url }
  let child: ChildProcess | undefined
  const killed = project.vitest(['--mode', 'record'], { env, detached: true, onStart: (started) => (child = started) })
  await stopped.promise
  process.kill(-child!.pid!, 'SIGKILL')
  await killed

  // The provider did get them.
  const received = provider.requests
    .map(({ url, headers }) => `${decodeURIComponent(url)} ${JSON.stringify(headers)}`)
    .join('\n')
  const sent = Object.entries(secrets).filter(([name]) => !/^(SET_COOKIE|LOCATION_SIG|PROXY|PASSWORD)$/.test(name))
  for (const [name, value] of sent) expect(received, name).toContain(value)
  expect(received).toContain(Buffer.from(`me:${secrets.PASSWORD}`).toString('base64'))

  expect(project.files('.vitest-cassette/journals')).toHaveLength(1)
  expect(project.files('__cassettes__')).toHaveLength(14)
  expect(leaks(project)).toEqual([])

  isStopping = false
  const again = await project.vitest(['--mode', 'record'], { env })
  expect(again.exitCode, again.output).toBe(0)
  expect(project.files('.vitest-cassette/journals')).toEqual([])
  expect(project.files('__cassettes__')).toHaveLength(15)
  expect(leaks(project)).toEqual([])

  // Other keys in replay: they are no part of what is matched.
  const others = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, `other-${value}`]))
  const asked = provider.requests.filter(({ url }) => url !== '/stop').length
  const replayed = await project.vitest([], { env: { ...others, UPSTREAM: provider.url } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(provider.requests.filter(({ url }) => url !== '/stop')).toHaveLength(asked)
})

/** Each secret that stands in a file of the project, however it is written there. */
function leaks(project: Project): string[] {
  const files = project.files('.').filter((path) => !path.startsWith('node_modules/'))
  return files.flatMap((file) => {
    const text = project.read(file)
    return Object.entries(secrets).flatMap(([name, value]) =>
      forms(value)
        .filter((form) => text.includes(form))
        .map((form) => `${file}: ${name} as ${form}`),
    )
  })
}

function forms(value: string): string[] {
  // In base64 a value looks different by its place; what all three have in common is the middle.
  const encoded = [0, 1, 2].map((place) =>
    Buffer.from(`${' '.repeat(place)}${value}`)
      .toString('base64')
      .slice(4, -4),
  )
  return [
    ...new Set([value, encodeURIComponent(value), encodeURI(value), JSON.stringify(value).slice(1, -1), ...encoded]),
  ]
}
