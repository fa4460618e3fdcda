import { expect, test } from 'vitest'
import { packBody } from '../../../src/body/pack.ts'
import { hex, replay, utf8 } from './bytes.ts'

test.each([
  ['plain text', 'Invalid access token.\n'],
  ['line ends of all kinds', 'a\r\nb\rc\n'],
  ['a byte order mark', '\ufeffx'],
  ['characters beyond the basic plane', '😀'],
  ['control characters', '\0\x01\x7f\u2028'],
  ['white space alone', ' \n'],
])('%s', (_, text) => {
  const body = packBody(utf8(text), 'text/plain')
  expect(body).toEqual({ text })
  expect(replay(body)).toBe(hex(utf8(text)))
})
