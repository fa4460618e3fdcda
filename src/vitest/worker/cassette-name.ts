import { cassetteNames } from '../../cassette/cassette-names.ts'
import { testsOf, titlesOf } from './test-names.ts'
import type { TaskNode } from './test-process-internals.ts'

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
