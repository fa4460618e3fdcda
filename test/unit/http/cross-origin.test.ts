import { expect, test } from 'vitest'
import { allowOrigin, answerPreflight, crossOriginOf } from '../../../src/http/cross-origin.ts'

const origin = 'http://localhost:3000'
const header =
  (headers: Record<string, string>) =>
  (name: string): string | undefined =>
    headers[name]

test('a request without a page, of a page, and a preflight', () => {
  expect(crossOriginOf('POST', header({}))).toBeUndefined()
  expect(crossOriginOf('OPTIONS', header({ 'access-control-request-method': 'POST' }))).toBeUndefined()
  expect(crossOriginOf('OPTIONS', header({ origin }))).toEqual({ origin })
  expect(crossOriginOf('POST', header({ origin, 'access-control-request-method': 'POST' }))).toEqual({ origin })
  expect(crossOriginOf('OPTIONS', header({ origin, 'access-control-request-method': 'POST' }))).toEqual({
    origin,
    asksFor: { method: 'POST' },
  })
})

test('a preflight is allowed everything it asks for', () => {
  const { status, headers } = answerPreflight(origin, { method: 'POST', headers: 'authorization,content-type' })
  expect(status).toBe(204)
  expect(Object.fromEntries(headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,content-type',
  })
})

test('a page may read an answer and its headers, unless the provider has said who may', () => {
  const answer = allowOrigin(origin, new Response('x', { headers: { 'content-type': 'text/plain', etag: '1' } }))
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
  expect(answer.headers.get('access-control-expose-headers')).toBe('content-type, etag')
  const own = allowOrigin(
    origin,
    new Response('x', { headers: { 'access-control-allow-origin': 'https://a.example' } }),
  )
  expect(own.headers.get('access-control-allow-origin')).toBe('https://a.example')
})
