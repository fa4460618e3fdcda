import { expect, test } from 'vitest'
import { checkPlatform } from '../../../src/vitest/main/checks/check-platform.ts'

function check(versions: Record<string, string>, vitest?: string): void {
  checkPlatform({
    versions,
    load: () => {
      if (vitest === undefined) throw new Error('not found')
      return { version: vitest }
    },
  })
}

test.each(['22.12.0', '22.23.3', '24.0.0', '26.10.0'])('Node %s is new enough', (node) => {
  for (const vitest of ['4.1.0', '4.2.3', '5.0.0-beta.1', '5.1.1']) check({ node }, vitest)
})

test.each([
  [{ node: '22.11.0' }, '5.1.1', 'needs Node 22.12 or later, and this is Node 22.11.0'],
  [{ node: '20.19.5' }, '4.1.0', 'needs Node 22.12 or later, and this is Node 20.19.5'],
  [{ node: '24.0.0' }, '4.0.18', 'needs Vitest 4.1 or later, and 4.0.18 is installed'],
  [{ node: '24.0.0' }, '3.2.4', 'needs Vitest 4.1 or later, and 3.2.4 is installed'],
  [{ node: '24.0.0' }, undefined, 'needs Vitest 4.1 or later, and none is installed'],
  [{ node: '24.3.0', bun: '1.3.0' }, '5.1.1', 'cannot answer requests on Bun 1.3.0'],
  [{ node: '24.2.0', deno: '2.6.0' }, '5.1.1', 'cannot answer requests on Deno 2.6.0'],
] as const)('%j with Vitest %s is refused by name', (versions, vitest, words) => {
  expect(() => check(versions, vitest)).toThrow(words)
})
