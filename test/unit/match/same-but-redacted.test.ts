import { expect, test } from 'vitest'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import { droppedSecrets, viewOf } from '../../../src/match/match-rules.ts'
import { plainMatching } from '../../../src/match/matching.ts'
import { isSameButRedacted } from '../../../src/match/same-but-redacted.ts'

const base = { method: 'POST', url: 'https://x.example/v1' }
const json = (value: unknown): StoredRequest => ({ ...base, body: { json: value } })
const at = (rest: string): StoredRequest => ({ ...base, url: `${base.url}${rest}` })
const form = (text: string): StoredRequest => ({
  ...base,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: { text },
})
const part = (name: string, text: string): StoredRequest => ({
  ...base,
  body: {
    multipart: [{ headers: [['content-disposition', `form-data; name="${name}"`]], body: { text } }],
    boundary: 'b',
  },
})

function isSame(recorded: StoredRequest, asked: StoredRequest): boolean {
  const [before, now] = [viewOf(recorded, plainMatching), viewOf(asked, plainMatching)]
  return isSameButRedacted(before, now, droppedSecrets(recorded, plainMatching))
}

test.each([
  [json({ user: '[REDACTED:user]', a: 1 }), json({ a: 1, user: 'ann' })],
  [json({ at: '[REDACTED:at]' }), json({ at: 5 })],
  [json([{ '[REDACTED:user]': 1, b: 2 }]), json([{ ann: 1, b: 2 }])],
  [json({ text: 'I am [REDACTED:name].' }), json({ text: 'I am ann.' })],
  [at('/[REDACTED:user]/x?q=by+[REDACTED:user]'), at('/ann/x?q=by+ann')],
  [at('?a=1&code=[REDACTED:code]'), at('?code=US&a=1')],
  [form('a=1&api_key=[REDACTED:api-key]&q=[REDACTED:user]'), form('a=1&q=ann')],
  [part('a', 'by [REDACTED:user]'), part('a', 'by ann')],
])('%j may be %j', (recorded, asked) => {
  expect(isSame(recorded, asked)).toBe(true)
})

test.each([
  [json({ user: '[REDACTED:user]', a: 1 }), json({ a: 2, user: 'ann' })],
  [json({ user: '[REDACTED:user]' }), json({ user: 'ann', a: 1 })],
  [json({ user: '[REDACTED:user]' }), json({ user: { name: 'ann' } })],
  [json({ user: '[REDACTED:user]' }), json({})],
  [json({ text: 'I am [REDACTED:name].' }), json({ text: 'You are ann.' })],
  [json({ text: 'I am [REDACTED:name], 5' }), json({ text: 5 })],
  [json(['[REDACTED:user]']), json(['ann', 'bob'])],
  [json(['[REDACTED:user]']), { ...base, body: { text: '["ann", "bob"]' } }],
  [at('?a=1&code=[REDACTED:code]'), at('?code=US&a=2')],
  [at('?code=[REDACTED:code]'), at('?code=US&code=DE')],
  [form('a=[REDACTED:user]'), at('?a=ann')],
  [part('a', '[REDACTED:user]'), part('b', 'ann')],
  [{ ...json('[REDACTED:user]'), method: 'PUT' }, json('ann')],
])('%j is not %j', (recorded, asked) => {
  expect(isSame(recorded, asked)).toBe(false)
})
