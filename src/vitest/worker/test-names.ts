import { cassetteNames } from '../../cassette/cassette-names.ts'
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

const namesOfFiles = new WeakMap<TaskNode, Map<string, string>>()

/** The file name, without extension, of a test's cassette. Unique in its test file. */
export function cassetteName(file: TaskNode, task: TaskNode): string {
  return namesIn(file).get(task.id) ?? cassetteNames([titlesOf(task)])[0] ?? 'test'
}

/** The names of the cassettes of all tests in a file. */
export function cassettesOf(file: TaskNode): Set<string> {
  return new Set(namesIn(file).values())
}

/** By the id of the test. */
function namesIn(file: TaskNode): Map<string, string> {
  let names = namesOfFiles.get(file)
  if (names === undefined) {
    const tests = testsOf(file)
    const list = cassetteNames(tests.map(titlesOf))
    names = new Map(tests.map((test, index) => [test.id, list[index] ?? '']))
    namesOfFiles.set(file, names)
  }
  return names
}
