import { expect, test } from 'vitest'
import { fillParams } from '../../../src/util/fill-params.ts'

test.each([
  ['book {city}', { city: 'Bern' }, 'book Bern'],
  ['{a}{b}{a}', { a: 1, b: true }, '1true1'],
  ['an unknown {name} stays', {}, 'an unknown {name} stays'],
  ['values are not looked at again: {a}', { a: '{b}', b: 'no' }, 'values are not looked at again: {b}'],
  ['nor is $& special: {a}', { a: '$&' }, 'nor is $& special: $&'],
  ['{toString} and {__proto__} are no params', {}, '{toString} and {__proto__} are no params'],
  ['{} and {{a}}', { a: 'x' }, '{} and {x}'],
])('%s', (text, params, filled) => {
  expect(fillParams(text, params as never)).toBe(filled)
})
