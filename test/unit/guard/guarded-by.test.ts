import { expect, test } from 'vitest'
import { commandText } from '../../../src/guard/command-text.ts'
import { guardedBy, isApproved } from '../../../src/guard/guarded-by.ts'
import { defaultGuard } from '../../../src/guard/default-guard.ts'

const guard = { e2e: defaultGuard.e2e, integration: ['test/db/*.test.ts'], project: ['live', 'remote-*'] }

test.each([
  ['test/e2e/a.test.ts', '', 'e2e', '**/e2e/**'],
  ['e2e/deep/er/a.spec.js', '', 'e2e', '**/e2e/**'],
  ['.hidden/e2e/a.test.ts', '', 'e2e', '**/e2e/**'],
  ['src/checkout.e2e.test.ts', '', 'e2e', '**/*.e2e.{test,spec}.*'],
  ['test/db/a.test.ts', '', 'integration', 'test/db/*.test.ts'],
  ['test/unit/a.test.ts', 'live', 'project', 'live'],
  ['test/unit/a.test.ts', 'remote-eu', 'project', 'remote-*'],
])('%s of project "%s" is guarded by %s', (path, project, option, pattern) => {
  expect(guardedBy(guard, { paths: [path], project })).toEqual({ option, pattern })
})

test.each([
  ['test/unit/a.test.ts', ''],
  ['test/e2e.test.ts', ''],
  ['test/not-e2e/a.test.ts', ''],
  ['test/db/deep/a.test.ts', 'alive'],
])('%s of project "%s" is not guarded', (path, project) => {
  expect(guardedBy(guard, { paths: [path], project })).toBeUndefined()
})

test('one path that matches is enough', () => {
  const paths = ['b.test.ts', '../../test/e2e/b.test.ts', '/repo/test/e2e/b.test.ts']
  for (const path of paths.slice(0, 2)) expect(guardedBy(guard, { paths: [path], project: '' })).toBeUndefined()
  expect(guardedBy(guard, { paths, project: '' })).toEqual({ option: 'e2e', pattern: '**/e2e/**' })
})

test.each([
  ['1', true],
  ['true', false],
  ['yes', false],
  [' 1', false],
  ['', false],
  [undefined, false],
])('%j approves: %s', (value, isApproval) => {
  expect(isApproved('LIVE', { LIVE: value })).toBe(isApproval)
})

test('a command has quotes only where a shell needs them', () => {
  expect(commandText(['npx', 'vitest', 'test/a.test.ts', '-t', 'costs $5 "now"', '--shard=1/2', ''])).toBe(
    'npx vitest test/a.test.ts -t "costs \\$5 \\"now\\"" --shard=1/2 ""',
  )
})
