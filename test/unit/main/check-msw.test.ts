import { expect, test } from 'vitest'
import { checkMsw } from '../../../src/vitest/main/check-msw.ts'

test('the MSW that is installed here will do', () => {
  expect(() => checkMsw()).not.toThrow()
})

test.each([
  [() => ({ version: '2.15.0' }), 'vitest-cassette needs MSW 3, and 2.15.0 is installed.'],
  [
    () => {
      throw new Error('Cannot find module')
    },
    'vitest-cassette needs MSW 3, and none is installed.',
  ],
])('an MSW that will not do is named, with the command that helps', (load, text) => {
  expect(() => checkMsw(load)).toThrow(`${text}\n\n  npm install -D msw@3`)
})
