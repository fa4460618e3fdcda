import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import type { StoredBody } from '../../../src/cassette/stored-body.ts'
import { requestKey } from '../../../src/match/view/request-key.ts'
import { requestView } from '../../../src/match/view/request-view.ts'

const rules = {
  isIgnoredParameter: (name: string) => name === 'key',
  headers: ['anthropic-beta', 'content-type'],
  ownHeaders: ['x-tenant'],
  isIgnoredHeaderValue: (value: string) => value.startsWith('oauth-'),
}
const base = 'https://api.example.com/v1/chat'

function key(changes: Partial<StoredRequest>): string {
  return requestKey(requestView({ method: 'POST', url: base, ...changes }, rules))
}

function body(text: string, contentType = 'application/json'): { body: StoredBody } {
  return { body: packBody(Buffer.from(text), contentType)! }
}

function form(boundary: string, ...parts: Array<readonly [name: string, content: string]>): { body: StoredBody } {
  const text = parts
    .map(([name, content]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`)
    .join('')
  return body(`${text}--${boundary}--\r\n`, `multipart/form-data; boundary=${boundary}`)
}

const beta = (value: string): Partial<StoredRequest> => ({ headers: { 'anthropic-beta': value } })
const type = (value: string): Partial<StoredRequest> => ({ headers: { 'content-type': value } })
const urlEncoded = (text: string): Partial<StoredRequest> => ({
  ...type('application/x-www-form-urlencoded'),
  ...body(text, 'application/x-www-form-urlencoded'),
})
const part = (...headers: string[]): { body: StoredBody } =>
  body(`--b\r\n${headers.join('\r\n')}\r\n\r\nx\r\n--b--\r\n`, 'multipart/form-data; boundary=b')

const bytes = Buffer.from([0, 255, 1, 254])
const file = { file: `x.files/${createHash('sha256').update(bytes).digest('hex')}.bin`, size: 4 }

test.each<[string, Partial<StoredRequest>, Partial<StoredRequest>]>([
  ['the order of keys', body('{"a":1,"b":{"c":2,"d":3}}'), body('{"b":{"d":3,"c":2},"a":1}')],
  ['white space in JSON', body('{"a":1}'), body('{\n  "a": 1\n}\n')],
  ['white space in JSON that no layout fits', body('{"a":1,"b":2}'), body('{"a" :1, "b":2}')],
  ['1.0 for 1', body('{"a":1}'), body('{"a":1.0}')],
  ['escapes', body('{"a":"é"}'), body('{"a":"\\u00e9"}')],
  ['JSON under another content type', body('{"a":1}'), body('{"a":1}', 'text/plain')],
  ['the multipart boundary', form('one', ['file', 'x']), form('two', ['file', 'x'])],
  ['a file beside the cassette', { body: { base64: bytes.toString('base64') } }, { body: file }],
  ['the case of the method', { method: 'post' }, { method: 'POST' }],
  ['the order of the query', { url: `${base}?a=1&b=2` }, { url: `${base}?b=2&a=1` }],
  ['how a blank is written in the query', { url: `${base}?a=1+2` }, { url: `${base}?a=1%202` }],
  ['the value of an ignored parameter', { url: `${base}?a=1&key=x` }, { url: `${base}?key=y&a=1` }],
  ['an ignored parameter that is missing', { url: `${base}?key=x` }, { url: base }],
  ['an empty query', { url: `${base}?` }, { url: base }],
  ['a fragment', { url: `${base}#x` }, { url: base }],
  ['credentials in the URL', { url: 'https://me:secret@api.example.com/v1/chat' }, { url: base }],
  ['the default port and the case of the host', { url: 'https://API.example.com:443/v1/chat' }, { url: base }],
  ['headers that no provider names', { headers: { 'user-agent': 'x' } }, {}],
  ['the order of a list in a header', beta('x,y'), beta('y, x')],
  ['what a list says twice', beta('x,y,x'), beta('x,y')],
  ['a value of the credentials', beta('x,oauth-2025-04-20'), beta('x')],
  ['a header of such values only', beta('oauth-2025-04-20'), {}],
  ['the boundary in a header', type('multipart/form-data; boundary=one'), type('multipart/form-data;boundary="two"')],
  ['the order of fields in a form', urlEncoded('a=1&b=2'), urlEncoded('b=2&a=1')],
  ['an ignored field of a form', urlEncoded('a=1&key=x'), urlEncoded('key=y&a=1')],
  ['the order of headers in a part', part('A: 1', 'B: 2'), part('b: 2', 'a: 1')],
  ['the length of a part', part('A: 1', 'Content-Length: 1'), part('A: 1')],
])('%s does not count', (_, one, other) => {
  expect(key(one)).toBe(key(other))
})

test.each<[string, Partial<StoredRequest>, Partial<StoredRequest>]>([
  ['one character', body('{"a":"x"}'), body('{"a":"X"}')],
  ['a word in a prompt that is text', body('say this', 'text/plain'), body('say that', 'text/plain')],
  ['white space inside a string', body('{"a":"x y"}'), body('{"a":"x  y"}')],
  ['the order of a list', body('[1,2]'), body('[2,1]')],
  ['a number for a string', body('{"a":1}'), body('{"a":"1"}')],
  ['null for a missing field', body('{"a":null}'), body('{}')],
  ['numbers beyond double precision', body('{"id":12345678901234567890}'), body('{"id":12345678901234567891}')],
  ['a number beyond double range for null', body('{"a":1e400}'), body('{"a":null, "a":null}')],
  ['a `__proto__` key', body('{"__proto__":{"a":1}}'), body('{"__proto__":{"a":2}}')],
  ['a `__proto__` key for none', body('{"__proto__":{"a":1}}'), body('{}')],
  ['no body', body('{}'), {}],
  ['one byte', { body: { base64: 'AAE=' } }, { body: { base64: 'AAI=' } }],
  [
    'the bytes of a file',
    { body: file },
    { body: { ...file, file: file.file.replace(/[0-9a-f]{4}\.bin/, '0000.bin') } },
  ],
  ['the content of a part', form('b', ['file', 'x']), form('b', ['file', 'y'])],
  ['the name of a part', form('b', ['file', 'x']), form('b', ['other', 'x'])],
  [
    'two parts for one that looks like them',
    form('b', ['a', '1'], ['b', '2']),
    form('b', ['a', '1\n--\ncontent-disposition:form-data; name="b"\n2']),
  ],
  ['a line', body('{"a":1}\n{"a":2}\n', 'application/jsonl'), body('{"a":1}\n', 'application/jsonl')],
  ['the method', { method: 'GET' }, { method: 'POST' }],
  ['the path', { url: `${base}/x` }, { url: base }],
  ['the case of the path', { url: base.replace('chat', 'Chat') }, { url: base }],
  ['the host', { url: base.replace('api.', 'eu.') }, { url: base }],
  ['the scheme', { url: base.replace('https', 'http') }, { url: base }],
  ['a parameter', { url: `${base}?a=1` }, { url: `${base}?a=2` }],
  ['a repeated parameter', { url: `${base}?a=1&a=1` }, { url: `${base}?a=1` }],
  ['an ampersand inside a value', { url: `${base}?a=1%26b=2` }, { url: `${base}?a=1&b=2` }],
  ['a header of the user', { headers: { 'x-tenant': 'a' } }, { headers: { 'x-tenant': 'b' } }],
  ['a header of the user that was missing', { headers: { 'x-tenant': '' } }, { headers: { 'x-tenant': 'b' } }],
  ['that it is not known', { headers: { 'x-tenant': '' } }, {}],
  ['a value in a list', beta('x,y'), beta('x')],
  ['a field of a form', urlEncoded('a=1'), urlEncoded('a=2')],
  ['a header of a part', part('A: 1'), part('A: 2')],
  ['a header that the provider names', { headers: { 'anthropic-beta': 'x' } }, { headers: { 'anthropic-beta': 'y' } }],
])('%s counts', (_, one, other) => {
  expect(key(one)).not.toBe(key(other))
})

test('a repeated header is the same as one with commas', () => {
  expect(key({ headers: { 'anthropic-beta': ['x', 'y'] } })).toBe(key({ headers: { 'anthropic-beta': 'x, y' } }))
})

test('a key is a SHA-256 in hex and reveals nothing of the request', () => {
  expect(key(body('{"a":1}'))).toMatch(/^[0-9a-f]{64}$/)
})

test('two JSON bodies have one key exactly when they are equal', () => {
  const small = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(small.map(read), small.map(read), (one, other) => {
      expect(key({ body: { json: one } }) === key({ body: { json: other } })).toBe(isDeepStrictEqual(one, other))
      expect(key({ body: { json: one } })).toBe(key({ body: { json: read(one) } }))
    }),
    { numRuns: 500 },
  )
})

test.each([500, 5_000])('%i levels of nesting have a key', (depth) => {
  const text = (inner: string): string => '['.repeat(depth) + inner + ']'.repeat(depth)
  expect(key(body(text('1')))).not.toBe(key(body(text('2'))))
})

/** The request after it was written to a cassette and read. */
function read(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

test('the kind of a redacted secret does not count, its presence does', () => {
  const one = key(body('{"a":"my [REDACTED:openai-key]"}'))
  expect(key(body('{"a":"my [REDACTED:my-variable]"}'))).toBe(one)
  expect(key(body('{"a":"my key"}'))).not.toBe(one)
})
