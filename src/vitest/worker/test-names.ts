import type { TaskNode } from './test-process-internals.ts'

/** Titles from the outermost suite to the task itself. */
export function titlesOf(task: TaskNode): string[] {
  const titles = [task.name]
  for (let suite = task.suite; suite !== undefined; suite = suite.suite) titles.unshift(suite.name)
  return titles
}

/** All tests of a file, in the order of the file, also those that a filter leaves out. */
export function testsOf(file: TaskNode): TaskNode[] {
  return (file.tasks ?? []).flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]))
}

/** Whether a test has failed in its last attempt. */
export function hasFailed({ result }: TaskNode): boolean {
  return result?.state === 'fail'
}

/** Whether a hook of the file, or of a suite in it, has failed: a failed test leaves no error in its suite. */
export function hasFailedHook(suite: TaskNode): boolean {
  const suites = (suite.tasks ?? []).filter(({ type }) => type === 'suite')
  return (suite.result?.errors ?? []).length > 0 || suites.some(hasFailedHook)
}
