import { expect, test } from 'vitest'
import { cassetteName } from '../../../src/vitest/worker/cassette-name.ts'
import { testsOf, titlesOf } from '../../../src/vitest/worker/test-names.ts'
import type { TaskNode } from '../../../src/vitest/worker/test-process-internals.ts'

/** A test, or a suite with its tasks. */
type Tree = string | Suite
interface Suite extends ReadonlyArray<Tree> {
  readonly 0: string
}

let ids = 0

function build(tree: Tree, suite?: TaskNode): TaskNode {
  const [name, children] = typeof tree === 'string' ? [tree, []] : [tree[0], tree.slice(1)]
  const task: TaskNode & { tasks?: TaskNode[] } = {
    id: String(ids++),
    name,
    type: typeof tree === 'string' ? 'test' : 'suite',
    mode: 'run',
    ...(suite && { suite }),
  }
  if (typeof tree !== 'string') task.tasks = children.map((child) => build(child, task))
  return task
}

/** A file whose top tasks have no suite, as Vitest builds it. */
function file(...trees: Tree[]): TaskNode {
  return { id: 'file', name: 'a.test.ts', type: 'suite', mode: 'run', tasks: trees.map((tree) => build(tree)) }
}

test('titles are in the order from the outermost suite to the test', () => {
  const tests = testsOf(file('one', ['agent', 'two', ['', 'three']], 'four'))
  expect(tests.map(titlesOf)).toEqual([['one'], ['agent', 'two'], ['agent', '', 'three'], ['four']])
})

test('each test of a file has its own name, also when only some of them run', () => {
  const whole = file('a', 'a', ['s', 'a', 'A', 'a'])
  const names = testsOf(whole).map((task) => cassetteName(whole, task))
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(5)
  expect(names.slice(0, 2)).toEqual(['a', 'a~2'])
  const again = file('a', 'a', ['s', 'a', 'A', 'a'])
  expect(
    testsOf(again)
      .toReversed()
      .map((task) => cassetteName(again, task)),
  ).toEqual(names.toReversed())
})
