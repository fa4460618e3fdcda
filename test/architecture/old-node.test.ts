import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../support/run.ts'

/** Functions that came after Node 18. A build lowers syntax only. */
const newer =
  /\b(URL\.parse|Promise\.withResolvers|Object\.groupBy|Array\.fromAsync|toSorted|toReversed|isWellFormed)\(/g

test('the script for processes calls no function that an older Node lacks', () => {
  const script = readFileSync(join(repository, 'dist/child-process-entry.cjs'), 'utf8')
  expect(script.match(newer)).toBe(null)
  // The pattern finds such a call.
  expect('const url = URL.parse(text)'.match(newer)).toEqual(['URL.parse('])
})
