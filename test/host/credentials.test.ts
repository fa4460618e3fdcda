import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askModule, noteModule, recording, takeNotes } from '../support/ask.ts'
import { Project } from '../support/project.ts'
import { startProvider } from '../support/provider.ts'

/** A client of Google's: a token first, then the call with it. It also looks whether this is a machine of Google's. */
const files = {
  ...askModule,
  ...noteModule,
  'vertex.test.ts': `
import { readFileSync } from 'node:fs'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { ProxyAgent, request } from 'undici'
import { expect, test } from 'vitest'
import { note } from './note.ts'

const isRecording = process.env.UPSTREAM !== undefined
if (isRecording)
  setupServer(
    http.post('https://oauth2.googleapis.com/token', () => {
      note('exchanged', true)
      return HttpResponse.json({ access_token: 'a-real-token', expires_in: 3600 })
    }),
    http.get('http://169.254.169.254/*', () => HttpResponse.text('a machine of ours')),
  ).listen({ onUnhandledRequest: 'bypass' })

test('vertex', async () => {
  const metadata = await fetch('http://169.254.169.254/computeMetadata/v1/instance')
  const answer = await fetch('https://oauth2.googleapis.com/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'a-real-refresh-token' }),
  })
  const { access_token, expires_in } = await answer.json()
  const response = await fetch('https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/m:generateContent', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + access_token },
    body: '{"contents":[]}',
  })
  expect(await response.json()).toEqual({ candidates: [] })
  note('vertex', [metadata.status, access_token, expires_in])
})
test.skipIf(isRecording)('through a proxy', async () => {
  const answer = await request('https://oauth2.googleapis.com/token', { method: 'POST', dispatcher: new ProxyAgent('http://127.0.0.1:9') })
  note('through a proxy', answer.statusCode)
})
test('credentials', () => {
  const { GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_API_KEY, GEMINI_API_KEY, AWS_PROFILE } = process.env
  const file = GOOGLE_APPLICATION_CREDENTIALS && JSON.parse(readFileSync(GOOGLE_APPLICATION_CREDENTIALS, 'utf8'))
  note('credentials', [file?.type, GOOGLE_API_KEY !== undefined, GEMINI_API_KEY !== undefined, AWS_PROFILE])
})
`,
}

test('an access token comes from its issuer while recording, from nobody in replay, and is never stored', async () => {
  const project = new Project(files, { options: { offline: true } })
  const provider = await startProvider(({ headers }, response) => {
    response.writeHead(headers.authorization === 'Bearer a-real-token' ? 200 : 401).end('{"candidates":[]}')
  })
  const run = recording(provider)
  const recorded = await project.vitest(['--mode', 'record'], { env: { ...run.env, AWS_PROFILE: 'mine' } })
  expect(recorded.exitCode, recorded.output).toBe(0)
  expect(takeNotes(project)).toEqual({
    exchanged: [true],
    vertex: [[200, 'a-real-token', 3600]],
    credentials: [[null, false, false, 'mine']],
  })
  const [path, ...others] = project.files('__cassettes__')
  expect(others).toEqual([])
  expect(project.json(path!).interactions).toHaveLength(1)
  expect(readFileSync(project.path(path!), 'utf8')).not.toContain('token')

  await provider.close()
  const replayed = await project.vitest([], { env: { AWS_PROFILE: 'mine' } })
  expect(replayed.exitCode, replayed.output).toBe(0)
  expect(takeNotes(project)).toEqual({
    'through a proxy': [200],
    vertex: [[404, expect.stringContaining('placeholder'), 3600]],
    // A profile of another cloud stays.
    credentials: [['authorized_user', false, false, 'mine']],
  })
})

test('a token endpoint that is included is recorded like all that is, without the token', async () => {
  const source = `
import { expect, test } from 'vitest'
test('asks', async () => {
  const response = await fetch('https://oauth2.googleapis.com/token', { method: 'POST', body: new URLSearchParams({ assertion: 'signed ' + Math.random() }) })
  expect(await response.json()).toMatchObject({ expires_in: 5 })
})
`
  const project = new Project({ 'asks.test.ts': source }, { options: { include: ['*'] } })
  const provider = await startProvider((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end('{"access_token":"a-real-token-of-somebody","expires_in":5}')
  })
  const recorded = await project.vitest(['--mode', 'record'], recording(provider))
  expect(recorded.exitCode, recorded.output).toBe(0)
  const text = project.read('__cassettes__/asks.test.ts/asks.json')
  expect(text).toContain('"access_token": "[REDACTED:access-token.1]"')
  expect(text).not.toMatch(/a-real-token|signed/)
  await provider.close()
  const replayed = await project.vitest()
  expect(replayed.exitCode, replayed.output).toBe(0)
})

test('a token endpoint that is excluded is left alone', async () => {
  const project = new Project(
    {
      'excluded.test.ts': `
import { expect, test } from 'vitest'
test('refused', async () => expect(fetch('https://oauth2.googleapis.com/token', { method: 'POST' })).rejects.toThrow())
`,
    },
    { options: { offline: 'strict', exclude: ['https://oauth2.googleapis.com/*'] } },
  )
  const { tests } = await project.vitest()
  expect(tests['refused']?.errors).toEqual([expect.stringContaining('OfflineRequestError')])
})
