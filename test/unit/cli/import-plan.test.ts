import { expect, test } from 'vitest'
import { mapRecordings, type ImportTarget } from '../../../src/cli/import/import-plan.ts'
import type { ReadRecording } from '../../../src/cli/import/read-recordings.ts'

function source(shown: string, name?: string): ReadRecording {
  const recording = { format: 'sample', ...(name && { name }), interactions: [], losses: [] }
  return { file: { path: `/${shown}`, shown, isNamed: false }, recording }
}

function target(file: string, ...titles: string[]): ImportTarget {
  const name = titles.join(' > ')
  const settings = {} as ImportTarget['settings']
  return { settings, file, titles, cassette: `${file}/${name}`, journals: '', owner: { file, name } }
}

const targets = [
  target('a.test.ts', 'a = b'),
  target('a.test.ts', 'twice'),
  target('b.test.ts', 'twice'),
  target('b.test.ts', 'c'),
]

/** The cassettes of each recording. */
function map(
  sources: readonly ReadRecording[],
  maps: readonly string[] = [],
  errors: readonly string[] = [],
): string[][] {
  return mapRecordings(sources, targets, maps, errors).map((mapped) => mapped.targets.map(({ cassette }) => cassette))
}

test('--map is stronger than a name, several give several tests, and paths and titles may hold =', () => {
  const sources = [source('r/x=1.yaml'), source('r/c.yaml')]
  expect(map(sources)).toEqual([[], ['b.test.ts/c']])
  expect(map(sources, ['r/x=1.yaml=a = b', 'c=b.test.ts > twice', 'c = a.test.ts > twice'])).toEqual([
    ['a.test.ts/a = b'],
    ['b.test.ts/twice', 'a.test.ts/twice'],
  ])
})

test('a value that names no recording, no test or several tests is refused', () => {
  const sources = [source('r/c.yaml')]
  expect(() => map(sources, ['d=c'])).toThrow('--map "d=c" names no recording of this import.')
  expect(() => map(sources, ['c=e'])).toThrow('no test is named "e".\n\n  Write the test as FILE > SUITE > TEST.')
  expect(() => map(sources, ['c=e'], ['e.test.ts: broken'])).toThrow(
    'no test is named "e".\n\n  These test files could not be collected:\n    e.test.ts: broken',
  )
  expect(() => map(sources, ['c=twice'])).toThrow(
    '2 tests are named "twice".\n\n  Name one:\n    a.test.ts > twice\n    b.test.ts > twice',
  )
})
