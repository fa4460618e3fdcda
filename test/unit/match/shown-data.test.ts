import { expect, test } from 'vitest'
import { withoutData } from '../../../src/match/nearest/shown-data.ts'

const data = Buffer.from('RIFF and so on. '.repeat(20)).toString('base64')

test.each([
  ['a data URL', `data:audio/wav;base64,${data}`, /^\[audio\/wav, 320 bytes, SHA-256 [0-9a-f]{8}\]$/],
  [
    'one of many',
    `![](data:image/svg+xml;charset=utf-8;base64,${data}) and on`,
    /^!\[\]\(\[image\/svg\+xml, .*\]\) and on$/,
  ],
  ['one without a type', `data:;base64,${data}`, /^\[text\/plain, /],
  ['base64', data, /^\[base64, 320 bytes, SHA-256 [0-9a-f]{8}\]$/],
  ['what is larger', data.repeat(100).replaceAll('=', ''), /^\[base64, 32\.0 kB, /],
])('%s is shown as type, size and hash', (_, text, shown) => {
  expect(withoutData(text)).toMatch(shown)
})

test.each(['A table for two', 'data:text/plain;base64,SGk=', 'x'.repeat(500), `${data} and words`, 'data:,hello'])(
  'other text stays: %.40s',
  (text) => {
    expect(withoutData(text)).toBe(text)
  },
)
