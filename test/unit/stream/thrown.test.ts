import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { storedThrown, thrownAgain } from '../../../src/stream/thrown.ts'

class QuotaError extends Error {}

test.each<[unknown, object]>([
  [new Error('plain'), { name: 'Error', message: 'plain' }],
  [new QuotaError('spent'), { name: 'QuotaError', message: 'spent' }],
  [Object.assign(new Error('named'), { name: 'Own', code: 'OWN' }), { name: 'Own', message: 'named', code: 'OWN' }],
  [Object.assign(new Error('exit'), { code: 2 }), { name: 'Error', message: 'exit', code: 2 }],
  [Object.assign(new Error('odd'), { code: {} }), { name: 'Error', message: 'odd' }],
  [new DOMException('gone', 'AbortError'), { name: 'AbortError', message: 'gone' }],
  [runInNewContext('new TypeError("far")'), { name: 'TypeError', message: 'far' }],
  ['text', { name: 'Error', message: 'text', text: true }],
  [
    new Error('outer', { cause: 'why' }),
    { name: 'Error', message: 'outer', cause: { name: 'Error', message: 'why', text: true } },
  ],
  [
    new Error('outer', { cause: new RangeError('inner', { cause: new Error('innermost') }) }),
    { name: 'Error', message: 'outer', cause: { name: 'RangeError', message: 'inner' } },
  ],
])('%o is stored, and comes back', (error, stored) => {
  expect(storedThrown(error)).toEqual(stored)
  expect(storedThrown(thrownAgain(storedThrown(error)))).toEqual(stored)
})

test('a thrown string comes back as a string', () => {
  expect(thrownAgain(storedThrown('text'))).toBe('text')
})

test('built-in error classes come back', () => {
  expect(thrownAgain({ name: 'SyntaxError', message: 'x' })).toBeInstanceOf(SyntaxError)
  expect(thrownAgain({ name: 'toString', message: 'x' })).toMatchObject({ name: 'toString' })
})
