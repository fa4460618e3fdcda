import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { findNotPlain } from '../../../src/util/plain-json.ts'

class Message {}

test.each<[unknown, string | undefined, string?]>([
  [{ a: [1, 'two', null, true, { b: -0.5 }] }, undefined],
  [{ a: undefined }, undefined],
  [Object.create(null), undefined],
  [JSON.parse('{"__proto__":{"a":1}}'), undefined],
  [runInNewContext('({ a: [{}] })'), undefined],
  [undefined, 'undefined', 'value'],
  [[1, undefined], 'undefined', 'value[1]'],
  [{ a: { 'b.c': Number.POSITIVE_INFINITY } }, 'Infinity', 'value.a["b.c"]'],
  [{ a: 1n }, 'a bigint', 'value.a'],
  [{ a: () => 1 }, 'a function', 'value.a'],
  [{ a: Symbol('a') }, 'a symbol', 'value.a'],
  [{ at: new Date() }, 'a Date', 'value.at'],
  [runInNewContext('new Date()'), 'a Date', 'value'],
  [{ signal: AbortSignal.abort() }, 'an AbortSignal', 'value.signal'],
  [new Uint8Array(1), 'an Uint8Array', 'value'],
  [new Message(), 'a Message', 'value'],
  [new (class {})(), 'an object of a class', 'value'],
  [[new Error('no')], 'an Error', 'value[0]'],
])('%o', (value, what, at) => {
  expect(findNotPlain(value, 'value')).toEqual(what === undefined ? undefined : { at, what })
})

test('the same object twice is plain, one inside itself is not', () => {
  const shared = { a: 1 }
  expect(findNotPlain([shared, { again: shared }], 'value')).toBeUndefined()
  const circle: { list: unknown[] } = { list: [] }
  circle.list.push(circle)
  expect(findNotPlain(circle, 'value')?.at).toBe('value.list[0]')
})
