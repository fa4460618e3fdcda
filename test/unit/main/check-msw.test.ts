import { expect, test } from 'vitest'
import { checkMsw } from '../../../src/vitest/main/checks/check-msw.ts'

test('the installed MSW is accepted', () => {
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
])('an unsuitable MSW is named, with the command that installs MSW 3', (load, text) => {
  expect(() => checkMsw(load)).toThrow(`${text}\n\n  npm install -D msw@3`)
})
