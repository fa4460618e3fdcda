import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { requestView, type RequestView } from '../../../src/match/view/request-view.ts'
import { parseIgnoredPath, withoutIgnored } from '../../../src/match/normalize/ignore.ts'
import { nearestPlace } from '../../../src/match/normalize/nearest-place.ts'
import { placesOf } from '../../../src/match/normalize/places.ts'

const rules = { isIgnoredParameter: () => false, headers: [], ownHeaders: [], isIgnoredHeaderValue: () => false }

function view(text: string, type = 'application/json', query = ''): RequestView {
  const body = packBody(Buffer.from(text), type)
  const url = `https://api.example.com/v1${query}`
  return requestView({ method: 'POST', url, headers: { 'content-type': type }, ...(body && { body }) }, rules)
}

const part = (name: string, content: string, type = 'text/plain'): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
const form = (...parts: string[]): RequestView => view(`${parts.join('')}--b--\r\n`, 'multipart/form-data; boundary=b')

const disposition = (name: string) => ['content-disposition', `form-data; name="${name}"`] as const
/** A form with a file of this name, or without a file name. */
const upload = (fileName?: string): RequestView =>
  form(part(fileName === undefined ? 'file' : `file"; filename="${fileName}`, 'RIFF'), part('model', 'm'))
const withHeaders = (headers: Record<string, string>): RequestView => ({ ...chat, headers })
const unnamed = (json: string, hasType = true): RequestView => ({
  ...chat,
  body: {
    multipart: [{ headers: hasType ? [['content-type', 'application/json']] : [], body: { json: JSON.parse(json) } }],
  },
})

const chat = view('{"model":"m","metadata":{"run":"1"},"messages":[{"id":"a","content":"x"},{"id":"b","content":"y"}]}')

test.each<[string, RequestView, RequestView, string[]]>([
  [
    'metadata.run',
    chat,
    view('{"model":"m","metadata":{},"messages":[{"id":"a","content":"x"},{"id":"b","content":"y"}]}'),
    ['metadata.run'],
  ],
  [
    'messages[*].id',
    chat,
    view('{"model":"m","metadata":{"run":"1"},"messages":[{"content":"x"},{"content":"y"}]}'),
    ['messages[0].id', 'messages[1].id'],
  ],
  ['**', chat, view(''), ['request body']],
  [
    '[*].id',
    view('{"id":1,"a":1}\n{"id":2,"a":2}\n', 'application/jsonl'),
    view('{"a":1}\n{"a":2}\n', 'application/jsonl'),
    ['[0].id', '[1].id'],
  ],
  ['?session', view('{}', undefined, '?a=1&session=x'), view('{}', undefined, '?a=1'), ['?session']],
  ['?utm_*', view('{}', undefined, '?utm_a=1&utm_b=x'), view('{}'), ['?utm_a', '?utm_b']],
  ['?a.b', view('{}', undefined, '?a.b=1&a=2'), view('{}', undefined, '?a=2'), ['?a.b']],
  ['?items[]', view('{}', undefined, '?items[]=1'), view('{}'), ['?items[]']],
  ['stamp', form(part('stamp', '1'), part('model', 'm')), form(part('model', 'm')), ['stamp']],
  [
    'meta.id',
    form(part('meta', '{"id":1,"a":2}', 'application/json')),
    form(part('meta', '{"a":2}', 'application/json')),
    ['meta.id'],
  ],
  ['file', form(part('a', '1'), part('file', '2'), part('file', '3')), form(part('a', '1')), ['file', 'file']],
  [
    'state',
    view('state=1&a=2', 'application/x-www-form-urlencoded'),
    view('a=2', 'application/x-www-form-urlencoded'),
    ['state'],
  ],
  ['header X-Tenant', withHeaders({ 'x-tenant': 'a', 'x-b': 'b' }), withHeaders({ 'x-b': 'b' }), ['header x-tenant']],
  [
    'header x-*',
    withHeaders({ 'x-tenant': 'a', 'x-b': 'b', 'anthropic-beta': 'c' }),
    withHeaders({ 'anthropic-beta': 'c' }),
    ['header x-tenant', 'header x-b'],
  ],
  ['file content-disposition', upload('tmp-8123.wav'), upload(undefined), ['file content-disposition']],
  [
    'file content-type',
    form(part('file', 'x')),
    { ...form(part('file', 'x')), body: { multipart: [{ headers: [disposition('file')], body: { text: 'x' } }] } },
    ['file content-type'],
  ],
  ['part 1.id', unnamed('{"id":1,"a":2}'), unnamed('{"a":2}'), ['part 1.id']],
  ['part 1 content-type', unnamed('{}'), unnamed('{}', false), ['part 1 content-type']],
  ['header nothing', withHeaders({ 'x-b': 'b' }), withHeaders({ 'x-b': 'b' }), []],
  ['nothing', chat, chat, []],
  ['?nothing', chat, chat, []],
  ['model', view('just text', 'text/plain'), view('just text', 'text/plain'), []],
])('%s', (path, given, expected, places) => {
  const found: string[] = []
  const before = JSON.stringify(given)
  expect(withoutIgnored(given, parseIgnoredPath(path), (place) => found.push(place))).toEqual(expected)
  expect(found).toEqual(places)
  expect(JSON.stringify(given)).toBe(before)
})

test('the places of a request are the paths that ignore could name', () => {
  const all = view('{"messages":[{"id":1},{"id":2,"x.y":[]}],"?a":1,"header b":2}', undefined, '?session=1')
  expect([...placesOf(all)]).toEqual([
    '?session',
    'messages',
    'messages[*]',
    'messages[*].id',
    'messages[*]["x.y"]',
    '["?a"]',
    '["header b"]',
  ])
  for (const place of placesOf(all)) {
    const found: string[] = []
    withoutIgnored(all, parseIgnoredPath(place), (at) => found.push(at))
    expect(found.length, place).toBeGreaterThan(0)
  }
  const parts = {
    ...form(part('meta', '{"id":1}', 'application/json'), part('file', 'x')),
    headers: { 'anthropic-beta': 'a' },
  }
  expect([...placesOf(parts)]).toEqual([
    'header anthropic-beta',
    'meta',
    'meta.id',
    'meta content-disposition',
    'meta content-type',
    'file',
    'file content-disposition',
    'file content-type',
  ])
  for (const place of placesOf(parts)) {
    const found: string[] = []
    withoutIgnored(parts, parseIgnoredPath(place), (at) => found.push(at))
    expect(found, place).toEqual([place])
  }
})

test.each([
  ['metadata.reqest_id', ['metadata', 'metadata.request_id', 'messages[*].id'], 'metadata.request_id'],
  ['message[0].id', ['messages[*]', 'messages[*].id', 'model'], 'messages[*].id'],
  ['**.timestmp', ['events[*].data.timestamp', 'events[*].data.type'], '**.timestamp'],
  ['?sesion', ['?session', 'session'], '?session'],
  ['header x-tenant', ['header x-tenant-id', '?x-tenant'], 'header x-tenant-id'],
  ['file content-disposition[0]', ['file', 'file content-disposition'], 'file content-disposition'],
  ['body.json.metadata', ['metadata', 'model'], 'metadata'],
  ['request_id', ['metadata', 'metadata.request_id'], 'metadata.request_id'],
  ['**.nothing', ['messages[*].content'], undefined],
  ['zzz', ['metadata', 'model'], undefined],
])('%s, among the places %j, is nearest to %s', (path, places, nearest) => {
  expect(nearestPlace(path, places)).toBe(nearest)
})
