import { expect, test } from 'vitest'
import { callLive, type LiveCall } from '../../../src/http/live-call.ts'
import { redirectOf } from '../../../src/http/upstream.ts'
import { startProvider, type ReceivedRequest } from '../../support/provider.ts'

/** The request that a provider receives. */
async function received(call: Partial<LiveCall>, test?: string): Promise<ReceivedRequest> {
  const provider = await startProvider((_, response) => void response.end('ok'))
  const full = {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat?a=1',
    headers: new Headers(),
    body: Buffer.from('{}'),
    signal: AbortSignal.timeout(10_000),
    ...call,
  }
  const response = await callLive(full, fetch, redirectOf(full.url, { '*': `${provider.url}/gateway/` }, test))
  expect(await response.text()).toBe('ok')
  return provider.requests[0]!
}

test('method, headers and body arrive as the app sent them, at the upstream', async () => {
  const body = Buffer.from('{"a":"é"}')
  const call = {
    method: 'PUT',
    headers: new Headers({
      authorization: 'Bearer x',
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'x-own': '1',
    }),
    body,
  }
  const request = await received(call, 'a.test.ts > asks für 100 %')
  expect(request).toMatchObject({ method: 'PUT', url: '/gateway/v1/chat?a=1', body: '{"a":"é"}' })
  expect(request.headers).toMatchObject({
    authorization: 'Bearer x',
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'content-length': String(body.length),
    'x-own': '1',
    'x-cassette-origin': 'https://api.openai.com',
    'x-cassette-test': 'a.test.ts%20%3E%20asks%20f%C3%BCr%20100%20%25',
  })
  expect(request.headers.host).toMatch(/^127\.0\.0\.1:/)
})

test('headers of the connection are not sent on', async () => {
  const { headers } = await received({
    headers: new Headers({
      'accept-encoding': 'x-own',
      'proxy-authorization': 'SECRET',
      te: 'trailers',
      'content-length': '999',
      host: 'other.example',
      expect: '100-continue',
    }),
  })
  expect(headers['accept-encoding']).not.toBe('x-own')
  expect([headers['proxy-authorization'], headers.te, headers.expect, headers['content-length']]).toEqual([
    undefined,
    undefined,
    undefined,
    '2',
  ])
})

test.each(['GET', 'HEAD', 'DELETE'])('%s without a body is sent without one', async (method) => {
  const provider = await startProvider((_, response) => void response.end())
  await callLive(
    {
      method,
      url: `${provider.url}/x`,
      headers: new Headers(),
      body: new Uint8Array(),
      signal: AbortSignal.timeout(10_000),
    },
    fetch,
    undefined,
  )
  expect(provider.requests).toMatchObject([{ method, url: '/x', body: '' }])
  expect(provider.requests[0]?.headers['x-cassette-origin']).toBeUndefined()
  expect(provider.requests[0]?.headers['x-cassette-test']).toBeUndefined()
})

test('a redirect is the answer, and the client follows it', async () => {
  const provider = await startProvider((_, response) => void response.writeHead(307, { location: '/elsewhere' }).end())
  const response = await callLive(
    {
      method: 'POST',
      url: `${provider.url}/x`,
      headers: new Headers(),
      body: Buffer.from('a'),
      signal: AbortSignal.timeout(10_000),
    },
    fetch,
    undefined,
  )
  expect([response.status, response.headers.get('location'), provider.requests.length]).toEqual([307, '/elsewhere', 1])
})
