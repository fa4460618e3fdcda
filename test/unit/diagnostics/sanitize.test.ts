import { expect, test } from 'vitest'
import { duration, fingerprintOf, toolName } from '../../../src/diagnostics/sanitize.ts'

test.each([
  ['look_up', 'look_up'],
  ['  look up ', 'look_up'],
  ['größe', 'gr__e'],
  ['', 'unknown'],
  ['  ', 'unknown'],
  ['https://x.test', 'redacted'],
  ['a/b', 'redacted'],
  ['a\\b', 'redacted'],
  ['what?', 'redacted'],
  ['get_Token', 'redacted'],
  ['sk-123', 'redacted'],
  ['my_COOKIE', 'redacted'],
  ['x'.repeat(100), 'x'.repeat(80)],
  [`${'x'.repeat(100)}secret`, 'redacted'],
])('the tool %j becomes %s', (name, expected) => {
  expect(toolName(name)).toBe(expected)
})

test('only the name, the code and known messages of an error are exported', () => {
  expect(
    fingerprintOf({
      name: 'TypeError',
      message: 'terminated',
      cause: {
        name: 'Socket Error',
        message: 'connect to 10.0.0.1',
        code: 'UND_ERR_SOCKET',
        cause: { name: 'E', message: '' },
      },
    }),
  ).toEqual({
    name: 'TypeError',
    message: 'terminated',
    cause: { name: 'redacted', message: 'redacted', code: 'UND_ERR_SOCKET' },
  })
  expect(fingerprintOf({ name: 'x'.repeat(81), message: 'aborted', code: 'a b' })).toEqual({
    name: 'redacted',
    message: 'aborted',
    code: 'redacted',
  })
})

test('a duration is whole and never negative', () => {
  expect([duration(1.6), duration(-3)]).toEqual([2, 0])
})
