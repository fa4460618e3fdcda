import { shapedKey } from '../unit/support/secrets.ts'
import type { Canary } from './plant.ts'

/** Two requests: the first answer brings a secret, and the app puts it into the second. */
export interface Flow {
  readonly name: string
  /** Names of what the child run does, in {@link flowTests}. */
  readonly reads: string
  readonly place: string
  /** The first answer. Only the server has it. */
  readonly answer: { readonly type: string; readonly text: string; readonly cookie?: string }
}

/** Characters of a secret that look random. */
function random(length: number, alphabet: string, seed: number): string {
  let state = seed * 104_729 + length
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
    return alphabet[(state >> 8) % alphabet.length]
  }).join('')
}

const hex = '0123456789abcdef'
const any = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Kinds of values, each with a name under which an answer has it. */
const kinds: Readonly<Record<string, readonly [field: string, make: (seed: number) => string]>> = {
  'a hex token': ['access_token', (seed) => `a1${random(38, hex, seed)}`],
  'a UUID': [
    'refresh_token',
    (seed) =>
      `${random(8, hex, seed)}-${random(4, hex, seed)}-4${random(3, hex, seed)}-a${random(3, hex, seed)}-${random(12, hex, seed)}`,
  ],
  'a JWT': ['id_token', (seed) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx${random(20, any, seed)}.${random(43, any, seed)}`],
  'base64 of a URL': ['session_token', (seed) => `A1b2-${random(30, any, seed)}_x9`],
  'a password': ['password', (seed) => `q7Zw!42${random(12, any, seed)}9Lm`],
  'a client secret': ['client_secret', (seed) => `${random(8, any, seed)}~7Q.${random(24, any, seed)}1a`],
  'an API key': ['api_key', (seed) => `key9${random(28, any, seed)}Z8`],
  'a key with a shape': ['value', (seed) => shapedKey('openai-key', seed + 7000)],
  'a token of GitHub': ['result', (seed) => shapedKey('github-token', seed + 8000)],
  'a token under a doubtful name': ['csrf_token', (seed) => `c5${random(30, hex, seed)}`],
  'a connection string': ['note', (seed) => `p9${random(22, any, seed)}q4`],
}

/** How an answer says it, and the name of what reads it there. */
const answers: Readonly<Record<string, (field: string, value: string) => Flow['answer'] & { readonly reads: string }>> =
  {
    'a field': (field, value) => ({
      type: 'application/json',
      text: JSON.stringify({ [field]: value, ok: true }),
      reads: `json.${field}`,
    }),
    'an item of a list': (field, value) => ({
      type: 'application/json',
      text: JSON.stringify({ list: [{ [field]: value }] }),
      reads: `json.list.0.${field}`,
    }),
    'a cookie': (_, value) => ({
      type: 'application/json',
      text: '{"ok":true}',
      cookie: `v=${encodeURIComponent(value)}; Path=/; HttpOnly; Max-Age=60`,
      reads: 'cookie',
    }),
  }

/** The places where the app puts it. The functions stand in the child run, which must not know any value. */
const places = `
export const places = {
  'a path': (v) => ['GET', '/sessions/' + v + '/messages'],
  'an encoded path': (v) => ['GET', '/sessions/' + encodeURIComponent(v) + '/messages'],
  'a query': (v) => ['GET', '/me?session=' + encodeURIComponent(v)],
  'a query of another name': (v) => ['GET', '/me?q=' + encodeURIComponent(v)],
  'a query of URLSearchParams': (v) => ['GET', '/me?' + new URLSearchParams({ a: 'b c', q: v })],
  'a form': (v) => ['POST', '/form', new URLSearchParams({ a: 'b', session: v })],
  'a field': (v) => ['POST', '/x', JSON.stringify({ session: v })],
  'a list': (v) => ['POST', '/x', JSON.stringify([v, 'b'])],
  'a key': (v) => ['POST', '/x', JSON.stringify({ [v]: 1 })],
  'prose': (v) => ['POST', '/x', JSON.stringify({ content: 'Use ' + v + ', please.' })],
  'JSON in a text': (v) => ['POST', '/x', JSON.stringify({ content: JSON.stringify({ a: { s: v } }) })],
  'JSON in JSON in a text': (v) => ['POST', '/x', JSON.stringify({ content: JSON.stringify({ a: JSON.stringify({ s: v }) }) })],
  'what util.inspect prints': (v) => ['POST', '/x', JSON.stringify({ content: inspect({ session: v, expires_in: 3600, scopes: ['a', 'b'] }) })],
  'YAML': (v) => ['POST', '/x', JSON.stringify({ content: 'session: ' + (/^[[{!&*%@]/.test(v) ? "'" + v + "'" : v) + '\\nok: true\\n' })],
  'an address in a text': (v) => ['POST', '/x', JSON.stringify({ content: 'see https://x.example/?s=' + encodeURIComponent(v) + ' ok' })],
  'base64': (v) => ['POST', '/x', JSON.stringify({ content: btoa('user:' + v) })],
  'hex': (v) => ['POST', '/x', JSON.stringify({ content: Buffer.from(v).toString('hex') })],
  'a text': (v) => ['POST', '/x', 'the value is ' + v + '\\n', { 'content-type': 'text/plain' }],
  'lines': (v) => ['POST', '/x', JSON.stringify({ a: v }) + '\\n' + JSON.stringify({ b: 1 }) + '\\n', { 'content-type': 'application/x-ndjson' }],
  'a part of a form': (v) => { const form = new FormData(); form.append('s', v); return ['POST', '/x', form] },
  'a header': (v) => ['GET', '/me', undefined, { authorization: 'Bearer ' + v }],
  'a cookie': (v) => ['GET', '/me', undefined, { cookie: 'sid=' + encodeURIComponent(v) }],
}
`
const placeNames = [...places.matchAll(/^ {2}'([^']+)':/gm)].map(([, name]) => name ?? '')

/** The tests of the child run. */
export const flowTests: string = `
import { inspect } from 'node:util'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
${places.replace('export ', '')}
const flows = JSON.parse(readFileSync('flows.json', 'utf8'))
test.each(flows.map((flow, at) => [flow.name, at]))('%s', async (_, at) => {
  const { reads, place } = flows[at]
  const base = 'https://api.openai.com/v1'
  const answer = await fetch(base + '/login/' + at, { headers: { 'x-canary': 'flow-' + at } })
  const json = await answer.json()
  const [cookie = ''] = answer.headers.getSetCookie()
  const value =
    reads === 'cookie'
      ? decodeURIComponent(/^v=([^;]*)/.exec(cookie)?.[1] ?? '')
      : reads.split('.').slice(1).reduce((held, name) => held[name], json)
  const [method, path, body, headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {}] = places[place](value)
  const next = await fetch(base + path, { method, body, headers: { ...headers, 'x-canary': 'next' } })
  expect(await next.json()).toEqual({ ok: true })
})
`

/** Every kind of value at every place. */
export function plantFlows(): { readonly flows: readonly Flow[]; readonly canaries: readonly Canary[] } {
  const canaries: Canary[] = []
  let seed = 0
  const forms = Object.entries(answers)
  const flows = Object.entries(kinds).flatMap(([kind, [field, make]]) =>
    placeNames.map((place): Flow => {
      seed += 1
      const secret = make(seed)
      const name = `flow ${seed}: ${kind} to ${place}`
      canaries.push({ place: name, secret })
      const value = kind === 'a connection string' ? `postgres://me:${secret}@db.example/app` : secret
      // An address as a whole is no secret.
      const [, form] = forms[kind === 'a connection string' ? 0 : seed % forms.length]!
      const { reads, ...answer } = form(field, value)
      return { name, reads, place, answer }
    }),
  )
  return { flows, canaries }
}
