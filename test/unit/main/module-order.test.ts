import { expect, test } from 'vitest'
import { inOrder } from '../../../src/vitest/main/module-order.ts'

test('test files stand in the order of projects and paths, whichever has finished first', () => {
  const file = (name: string, moduleId: string) => ({ project: { name }, moduleId })
  const [first, second, third, fourth] = [
    file('', '/app/test/z.test.ts'),
    file('api', '/app/test/a.test.ts'),
    file('api', '/app/test/b.test.ts'),
    file('web', '/app/test/a.test.ts'),
  ]
  const finished = [fourth, third, first, second]
  expect(inOrder(finished)).toEqual([first, second, third, fourth])
  expect(finished[0]).toBe(fourth)
})
