import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { rerunCommand } from '../../../src/vitest/shared/rerun-command.ts'
import { cassetteName, testsOf, titlesOf } from '../../../src/vitest/worker/test-names.ts'
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

const vitest5 = { titleSeparator: ' > ' }

test('the command for a file', () => {
  expect(rerunCommand(vitest5, 'test/agent.test.ts')).toBe('npx vitest run test/agent.test.ts')
  expect(rerunCommand(vitest5, 'test/my agent.test.ts')).toBe('npx vitest run "test/my agent.test.ts"')
})

test('the command for a test names it as its Vitest matches it', () => {
  expect(rerunCommand(vitest5, 'a.test.ts', ['agent', 'books a table'])).toBe(
    'npx vitest run a.test.ts -t "agent > books a table"',
  )
  expect(rerunCommand({ titleSeparator: ' ' }, 'a.test.ts', ['agent', 'books a table'])).toBe(
    'npx vitest run a.test.ts -t "agent books a table"',
  )
})

test('the command for a test of one project of several', () => {
  expect(rerunCommand({ ...vitest5, project: 'web' }, 'a.test.ts', ['a'])).toBe(
    'npx vitest run a.test.ts -t "a" --project web',
  )
  expect(rerunCommand({ ...vitest5, project: 'web app' }, 'a.test.ts')).toBe(
    'npx vitest run a.test.ts --project "web app"',
  )
})

test('a title that looks like an option is not taken for one', () => {
  expect(rerunCommand(vitest5, 'a.test.ts', ['--watch'])).toBe('npx vitest run a.test.ts -t="--watch"')
})

test.each([
  'costs $5 (max)',
  'say "hi"',
  '`id` $(id) ${HOME}',
  'a\\b',
  'what? [x] {1,2} a|b ^$ *',
  "it's",
  'a & b ; c > d',
  'tab\there',
])('the command for %j comes out of a shell as the same pattern', (name) => {
  const command = rerunCommand(vitest5, 'a.test.ts', [name], 'linux')
  const { stdout } = spawnSync('sh', ['-c', command.replace(/^npx vitest run a\.test\.ts -t/, "printf '%s'")], {
    encoding: 'utf8',
  })
  expect(new RegExp(`^${stdout}$`).test(name)).toBe(true)
})

test.each([
  'costs $5 (max)',
  'say "hi"',
  '`id` $(id) ${HOME}',
  'ends in a\\',
  '100 %PATH% wow!',
  'what? [x] {1,2} a|b ^$ *',
  "it's „quoted“",
  'a & b ; c > d',
])('on Windows the command for %j has no character that cmd or PowerShell replaces, and matches the name', (name) => {
  const command = rerunCommand(vitest5, 'test/my agent.test.ts', [name], 'win32')
  const pattern = /^npx vitest run "test\/my agent\.test\.ts" -t "(.*)"$/.exec(command)?.[1]
  expect(pattern).toBeDefined()
  expect(pattern).not.toMatch(/["$`%!“”„]|\\$/)
  expect(name).toMatch(new RegExp(`^${pattern}$`))
  expect(`${name} more`).not.toMatch(new RegExp(`^${pattern}$`))
})
