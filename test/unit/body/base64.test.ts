import { expect, test } from 'vitest'
import { packBody, unpackBody } from '../../../src/body/pack.ts'

test.each([
  ['a lone continuation byte', [0x80], 'gA=='],
  ['a cut character', [0x61, 0xc3], 'YcM='],
  ['an encoded surrogate', [0xed, 0xa0, 0x80], '7aCA'],
  ['an overlong character', [0xc0, 0x80], 'wIA='],
  ['UTF-16', [0xff, 0xfe, 0x61, 0x00], '//5hAA=='],
])('%s is not UTF-8', (_, values, base64) => {
  const body = packBody(Uint8Array.from(values), 'text/plain')
  expect(body).toEqual({ base64 })
  expect([...unpackBody(body!)]).toEqual(values)
})

test('only the part of the buffer inside the view is stored', () => {
  const view = Uint8Array.of(1, 255, 254, 2).subarray(1, 3)
  expect(packBody(view, 'audio/mpeg')).toEqual({ base64: '//4=' })
})
