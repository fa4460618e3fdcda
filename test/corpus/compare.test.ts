import { expect, test } from 'vitest'
import { compareAnswer } from './compare.ts'
import type { Seen } from './project/send.ts'
import type { CorpusInteraction } from './read-corpus.ts'

const interaction: CorpusInteraction = {
  line: 1,
  cassette: 'c',
  provider: null,
  stream: null,
  request: { method: 'GET', url: 'https://api.example.com/', headers: {} },
  response: {
    status: 429,
    statusText: 'Slow Down',
    headers: {
      'Content-Type': 'text/plain',
      Vary: ['Origin', 'Accept'],
      'Retry-After': '20',
      'set-cookie': 'a=1',
      'content-encoding': 'gzip',
    },
    body: 'Wait a little',
  },
}

const seen: Seen = {
  line: 1,
  status: 429,
  statusText: 'Slow Down',
  headers: [
    ['content-type', 'text/plain'],
    ['retry-after', '20'],
    ['vary', 'Origin, Accept'],
  ],
  body: Buffer.from('Wait a little').toString('base64'),
}

test('an exact recording has no difference', () => {
  expect(compareAnswer(interaction, seen, 'recorded')).toEqual([])
})

test('a replayed answer never makes a client wait before a retry', () => {
  const [contentType, , vary] = seen.headers as [[string, string], [string, string], [string, string]]
  const replayed: Seen = { ...seen, headers: [contentType, ['retry-after', '0'], ['retry-after-ms', '1'], vary] }
  expect(compareAnswer(interaction, replayed, 'replayed')).toEqual([])
  expect(compareAnswer(interaction, seen, 'replayed')).toEqual([
    'header retry-after: expected "0", got "20"',
    'header retry-after-ms: expected "1", got undefined',
  ])
})

test.each<[what: string, change: Partial<Seen>, difference: string]>([
  ['status', { status: 200 }, 'status: expected 429, got 200'],
  ['status text', { statusText: 'Too Many Requests' }, 'status text: expected "Slow Down", got "Too Many Requests"'],
  [
    'header that is missing',
    { headers: seen.headers.slice(0, 2) },
    'header vary: expected "Origin, Accept", got undefined',
  ],
  ['header that was added', { headers: [...seen.headers, ['etag', '1']] }, 'header etag: expected undefined, got "1"'],
  [
    'body',
    { body: Buffer.from('Wait a lot').toString('base64') },
    'body: expected 13 bytes, got 10; at byte 8 expected "Wait a little", got "Wait a lot"',
  ],
])('another %s is a difference', (_what, change, difference) => {
  expect(compareAnswer(interaction, { ...seen, ...change }, 'recorded')).toEqual([difference])
})
