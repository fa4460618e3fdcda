import { expect, test } from 'vitest'
import { checkOptions } from '../../../src/vitest/main/options.ts'

test.for([
  [{ onExhaust: 'fail' }, 'Unknown option "onExhaust" in cassettes({ … }). Did you mean "onExhausted"?'],
  [{ somethingElse: 1 }, 'Unknown option "somethingElse" in cassettes({ … }). Valid: mode, dir,'],
  [{ stream: { timeing: 'instant' } }, 'Unknown option "stream.timeing" in cassettes({ … }). Did you mean "timing"? Valid: timing, speed.'],
  [{ unused: 'failed' }, 'Option "unused" in cassettes({ … }) cannot be "failed". Did you mean "fail"? Valid: fail, warn, ignore.'],
  [{ stream: { timing: 'slow' } }, 'Option "stream.timing" in cassettes({ … }) cannot be "slow". Valid: instant, recorded.'],
  [{ include: 'example.com' }, 'Option "include" in cassettes({ … }): Invalid input: expected array, received string'],
  [{ stream: { speed: 0 } }, 'Option "stream.speed" in cassettes({ … }): '],
  [{ upstream: { '*': 'not a url' } }, 'Option "upstream.*" in cassettes({ … }): '],
  [{ dir: '' }, 'Option "dir" in cassettes({ … }): '],
  [null, 'cassettes({ … })'],
] as const)('refuses %o', ([options, message]) => {
  expect(() => checkOptions(options)).toThrow(message)
})

test('gives valid options back as they are', () => {
  const options = { mode: 'record', dir: 'x', include: ['*'], unused: 'warn', stream: { speed: 2 } }
  expect(checkOptions(options)).toEqual(options)
  expect(checkOptions({})).toEqual({})
})
