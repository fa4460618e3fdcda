import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldPlace, parseJsonPath, removed, withoutPath } from '../../../src/util/json-path.ts'

const value = {
  id: 1,
  meta: { id: 2, 'x-a': 3, 'x-b': 4, 'a.b': 5, list: [{ id: 6 }, { id: 7, more: [{ id: 8 }] }] },
  messages: ['a', 'b', 'c'],
}

test.each<[string, string[]]>([
  ['id', ['id']],
  ['meta.id', ['meta.id']],
  ['meta.x-*', ['meta.x-a', 'meta.x-b']],
  ['meta["a.b"]', ['meta["a.b"]']],
  ['meta.list[1].id', ['meta.list[1].id']],
  ['meta.list[*].id', ['meta.list[0].id', 'meta.list[1].id']],
  ['meta.list.*.id', ['meta.list[0].id', 'meta.list[1].id']],
  ['**.id', ['id', 'meta.id', 'meta.list[0].id', 'meta.list[1].id', 'meta.list[1].more[0].id']],
  ['meta.**.id', ['meta.id', 'meta.list[0].id', 'meta.list[1].id', 'meta.list[1].more[0].id']],
  ['**.more[0].id', ['meta.list[1].more[0].id']],
  ['messages[0]', ['messages[0]']],
  ['messages[*]', ['messages[0]', 'messages[1]', 'messages[2]']],
  ['messages[7]', []],
  ['messages.0', []],
  ['Id', []],
  ['id.x', []],
  ['**', ['']],
  ['*.id', ['meta.id']],
  ['meta.x+a', []],
])('%s removes %j', (path, places) => {
  const found: string[] = []
  const before = JSON.stringify(value)
  const left = withoutPath(value, parseJsonPath(path), (place) => found.push(place))
  expect(found).toEqual(places)
  expect(JSON.stringify(value)).toBe(before)
  if (places.length === 0) expect(left).toBe(value)
  if (path === 'messages[0]') expect((left as typeof value).messages).toEqual(['b', 'c'])
  if (path === '**') expect(left).toBe(removed)
})

test.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a]', 'a["b]', 'a["\\x"]', 'a b[0]c'])(
  '%j is no path',
  (path) => {
    expect(() => parseJsonPath(path)).toThrow(/cannot be read from|JSON/)
  },
)

test('a `__proto__` field is data', () => {
  const left = withoutPath(JSON.parse('{"__proto__":{"a":1,"b":2}}'), parseJsonPath('__proto__.a'), () => {})
  expect(JSON.stringify(left)).toBe('{"__proto__":{"b":2}}')
})

test('the place of any field is a path to it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (outer, inner) => {
      const found: string[] = []
      const place = fieldPlace(fieldPlace('', outer), inner)
      const left = withoutPath({ [outer]: { [inner]: 1, [`${inner}x`]: 2 } }, parseJsonPath(place), (at) =>
        found.push(at),
      )
      expect(found).toEqual([place])
      expect(left).toEqual({ [outer]: { [`${inner}x`]: 2 } })
    }),
  )
})
