import { describe, expect, test } from 'vitest'
import type { Interaction } from '../../../src/cassette/interaction.ts'
import { withoutUnusedCookies } from '../../../src/redact/cookies.ts'
import { createRedaction, type Redaction } from '../../../src/redact/redaction.ts'
import { SecretMemory } from '../../../src/redact/secret-memory.ts'

const session = 's%3Aq7Zw42xk9Lm3.AbC'

function redactionOf(...cookies: string[]): { readonly redaction: Redaction; readonly stored: string[] } {
  const redaction = createRedaction({ credentials: [], paths: [], keep: [], memory: new SecretMemory() })
  const headers = new Headers(cookies.map((cookie) => ['set-cookie', cookie]))
  redaction.noteHeaders(headers, 'answer')
  return { redaction, stored: redaction.cookies(headers) }
}

test('a cookie with a secret is stored with a placeholder and without its lifetime', () => {
  const { stored } = redactionOf(
    `sid=${session}; Path=/; HttpOnly; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=3600`,
    'theme=dark-blue-night; Path=/',
    'csrf="c5f0a1b2c3d4e5f6"; SameSite=Lax',
    'old=c5f0a1b2c3d4e5f6a7; Max-Age=0',
  )
  expect(stored).toEqual(['sid=[REDACTED:cookie.1]; Path=/; HttpOnly', 'csrf=[REDACTED:cookie.2]; SameSite=Lax'])
})

test.each([session, decodeURIComponent(session), `the session is ${session}.`])('its value in a body: %s', (value) => {
  const { redaction } = redactionOf(`sid=${session}; Path=/`)
  const request = { method: 'POST', url: 'https://api.example.com/', body: { json: { session: value } } }
  const safe = JSON.stringify(redaction.request(request))
  expect(safe).toContain('[REDACTED:cookie.1]')
  expect(safe).not.toContain('q7Zw42xk9Lm3')
})

describe('a cassette', () => {
  const sets = (cookie: string): Interaction => ({
    lane: 'main',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: { method: 'GET', url: 'https://api.example.com/login' },
    response: { status: 200, headers: { 'content-type': 'text/plain', 'set-cookie': [cookie] } },
  })
  const sends = (value: string): Interaction => ({
    lane: 'main',
    recordedAt: '2026-01-01T00:00:00.000Z',
    request: { method: 'POST', url: 'https://api.example.com/', body: { json: { value } } },
    response: { status: 200 },
  })

  test.each(['[REDACTED:cookie.1]', 'W1JFREFDVEVEOmNvb2tpZS4xXQ', '%5BREDACTED%3Acookie.1%5D'])(
    'keeps a cookie that a request sends on as %s',
    (value) => {
      const interactions = [sets('sid=[REDACTED:cookie.1]'), sets('a=[REDACTED:cookie.2]'), sends(value)]
      expect(withoutUnusedCookies(interactions).map(({ response }) => response?.headers)).toEqual([
        { 'content-type': 'text/plain', 'set-cookie': ['sid=[REDACTED:cookie.1]'] },
        { 'content-type': 'text/plain' },
        undefined,
      ])
    },
  )

  test('without cookies stays the same', () => {
    const interactions = [sends('a')]
    expect(withoutUnusedCookies(interactions)).toBe(interactions)
  })
})
