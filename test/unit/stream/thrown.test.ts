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

class RateLimit extends Error {
  readonly seconds: number
  readonly socket = new Map()
  constructor(seconds: number) {
    super('wait')
    this.seconds = seconds
  }
}

test('plain own fields come back, and the class when it is known', () => {
  const stored = storedThrown(new RateLimit(30))
  expect(stored).toEqual({ name: 'RateLimit', message: 'wait', fields: { seconds: 30 } })
  expect(thrownAgain(stored)).toMatchObject({ name: 'RateLimit', seconds: 30 })
  const again = thrownAgain(stored, [QuotaError, RateLimit])
  expect(again).toBeInstanceOf(RateLimit)
  expect(again).not.toBeInstanceOf(QuotaError)
  expect(again).toMatchObject({ message: 'wait', seconds: 30 })
})

test('a thrown string comes back as a string', () => {
  expect(thrownAgain(storedThrown('text'))).toBe('text')
})

test('built-in error classes come back', () => {
  expect(thrownAgain({ name: 'SyntaxError', message: 'x' })).toBeInstanceOf(SyntaxError)
  expect(thrownAgain({ name: 'toString', message: 'x' })).toMatchObject({ name: 'toString' })
})
