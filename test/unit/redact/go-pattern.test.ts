import { expect, test } from 'vitest'
import { literalsOf, prefixesOf, toJavaScript } from '../../../scripts/go-pattern.ts'

test.each([
  ['p8e-(?i)[a-z0-9]{32}', 'p8e-[a-zA-Z0-9]{32}'],
  ['(LTAI(?i)[a-z]{2})[a-z]', '(?:LTAI[a-zA-Z]{2})[a-z]'],
  ['(?i)[a-z]\\.(?-i:acc)[_-][a-f\\d-]', '[a-zA-Z]\\.(?:acc)[_-][a-fA-F\\d-]'],
  ['(?:s\\.(?i:[a-z]{2}))[a-z]', '(?:s\\.(?:[a-zA-Z]{2}))[a-z]'],
])('%s is %s', (go, script) => {
  expect(toJavaScript(go)).toBe(script)
})

test.each(['(?s:.)', 'a\\z', '(?P<alg>x)'])('%s has no counterpart', (go) => {
  expect(() => toJavaScript(go)).toThrow('no counterpart')
})

test('prefixes', () => {
  expect(prefixesOf('(?:(?:sk|rk)_(?:test|live)_[a-z]+)')).toEqual(['sk_test_', 'sk_live_', 'rk_test_', 'rk_live_'])
  expect(prefixesOf('xox[pe](?:-[0-9]{10,13}){3}')).toEqual(['xoxp-', 'xoxe-'])
  expect(prefixesOf('SG\\.[a-z]{3}')).toEqual(['SG.'])
  expect(prefixesOf('[a-z]{6}_mmk')).toEqual([''])
})

test('literals', () => {
  expect(literalsOf('[a-z]{14}\\.atlasv1\\.[a-z]{60}')).toEqual(['.atlasv1.'])
})
