import { expect, test } from 'vitest'
import { pairRenamed } from '../../../src/vitest/main/obsolete/pair-renamed.ts'

const obsolete = (path: string, ...keys: string[]) => ({ path, keys: new Set(keys) })
const unrecorded = (path: string, ...asked: string[]) => ({ name: path, path, asked })

test.each([
  [
    'a test gets the cassette that holds its request',
    [unrecorded('/c/a/new.json', 'hello')],
    [obsolete('/c/a/sums.json', 'sum'), obsolete('/c/a/old.json', 'hello', 'bye')],
    { '/c/a/old.json': '/c/a/new.json' },
  ],
  [
    'of several that hold it, the one with its name, or one of its file with a similar name',
    [unrecorded('/c/new/greets.json', 'hello'), unrecorded('/c/a/asks-twice.json', 'hello')],
    [
      obsolete('/c/a/plays.json', 'hello'),
      obsolete('/c/a/asks-once.json', 'hello'),
      obsolete('/c/old/greets.json', 'hello'),
    ],
    { '/c/old/greets.json': '/c/new/greets.json', '/c/a/asks-once.json': '/c/a/asks-twice.json' },
  ],
  [
    'two tests that ask the same get one each, a third gets none',
    ['one', 'two', 'three'].map((name) => unrecorded(`/c/a/${name}.json`, 'hello')),
    [obsolete('/c/a/x.json', 'hello'), obsolete('/c/a/y.json', 'hello')],
    { '/c/a/x.json': '/c/a/one.json', '/c/a/y.json': '/c/a/two.json' },
  ],
  [
    'a test whose requests are nowhere gets none',
    [unrecorded('/c/a/new.json', 'hi')],
    [obsolete('/c/a/new~2.json', 'hello')],
    {},
  ],
])('%s', (_title, tests, cassettes, expected) => {
  const pairs = [...pairRenamed(tests, cassettes)].map(([path, test]) => [path, test.path])
  expect(Object.fromEntries(pairs)).toEqual(expected)
})
