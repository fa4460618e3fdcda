import { expect, test } from 'vitest'
import { CassetteFormatError } from '../../../src/errors/cassette-format-error.ts'
import { shortenRepeatedConflict } from '../../../src/session/repeated-conflict.ts'

const unreadable = (name: string, remedy: 'conflict' | 'lfs'): CassetteFormatError =>
  new CassetteFormatError({ path: `__cassettes__/a.test.ts/${name}.json`, at: '', reason: 'why', remedy })

test('of the cassettes in one merge only the first of a run has the whole page, and the others share one', () => {
  const [first, second, third] = ['one', 'two', 'three'].map((name) => unreadable(name, 'conflict'))
  const others = [unreadable('four', 'lfs'), new Error('mine')]
  const before = others.map(({ message }) => message)
  shortenRepeatedConflict('run', [first!, ...others])
  shortenRepeatedConflict('run', [second!])
  shortenRepeatedConflict('run', [third!])
  expect(first!.message).toContain('git checkout --ours')
  expect(second!.message).toContain('The end of the run has the commands')
  expect(third!.message).toBe(second!.message)
  expect(third!.fields.path).toContain('three.json')
  expect(others.map(({ message }) => message)).toEqual(before)

  const next = unreadable('one', 'conflict')
  shortenRepeatedConflict('next run', [next])
  expect(next.message).toContain('git checkout --ours')
})
