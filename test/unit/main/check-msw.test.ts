import { expect, test } from 'vitest'
import { checkMsw } from '../../../src/vitest/main/checks/check-msw.ts'

test('the installed MSW is accepted', () => {
  expect(() => checkMsw()).not.toThrow()
})

test.each(['2.4.9', '2.15.0', '3.0.5', '4.0.0'])('MSW %s is accepted', (version) => {
  expect(() => checkMsw(() => ({ version }))).not.toThrow()
})

test('a project without MSW is accepted', () => {
  const load = (): never => {
    throw new Error('Cannot find module')
  }
  expect(() => checkMsw(load)).not.toThrow()
})

test.each(['1.3.5', '2.3.0'])('MSW %s is named, with the command that installs a newer one', (version) => {
  expect(() => checkMsw(() => ({ version }))).toThrow(
    `works beside MSW 2.4 or later, and ${version} is installed.\n\n  npm install -D msw@latest`,
  )
})
