import { expect, test } from 'vitest'
import { pairRenamed, type UnrecordedTest } from '../../../src/vitest/main/obsolete/pair-renamed.ts'

const unrecorded = (path: string, offered?: string): UnrecordedTest => ({
  name: path,
  path,
  ...(offered && { offered }),
})

test.each<[string, UnrecordedTest[], string[], Record<string, string>]>([
  [
    'a test gets the cassette that holds its first request',
    [unrecorded('/c/a/new.json', '/c/a/old.json')],
    ['/c/a/sums.json', '/c/a/old.json'],
    { '/c/a/old.json': '/c/a/new.json' },
  ],
  [
    'else one with its name in another folder',
    [unrecorded('/c/new/greets.json'), unrecorded('/c/a/other.json')],
    ['/c/old/greets.json', '/c/old/plays.json'],
    { '/c/old/greets.json': '/c/new/greets.json' },
  ],
  [
    'of two tests with one cassette, the first gets it',
    [unrecorded('/c/a/one.json', '/c/a/x.json'), unrecorded('/c/a/two.json', '/c/a/x.json')],
    ['/c/a/x.json', '/c/a/y.json'],
    { '/c/a/x.json': '/c/a/one.json' },
  ],
  ["a cassette that is not obsolete is nobody else's", [unrecorded('/c/a/new.json', '/c/a/kept.json')], [], {}],
])('%s', (_title, tests, obsolete, expected) => {
  expect(Object.fromEntries(pairRenamed(tests, obsolete))).toEqual(expected)
})
