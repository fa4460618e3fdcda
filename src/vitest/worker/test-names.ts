import { cassetteNames } from '../../core/cassette-names.ts'

/** What is used of a Vitest task, in both supported majors. */
export interface TaskNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly mode: string
  readonly suite?: TaskNode | undefined
  readonly tasks?: readonly TaskNode[]
}

/** Titles from the outermost suite to the task itself. */
export function titlesOf(task: TaskNode): string[] {
  const titles = [task.name]
  for (let suite = task.suite; suite !== undefined && suite.name !== ''; suite = suite.suite) titles.unshift(suite.name)
  return titles
}

/** All tests of a file, in the order they stand in it, also those that a filter leaves out. */
export function testsOf(file: TaskNode): TaskNode[] {
  return (file.tasks ?? []).flatMap((task) => (task.type === 'suite' ? testsOf(task) : [task]))
}

const namesOfFiles = new WeakMap<TaskNode, Map<string, string>>()

/** The file name, without extension, of a test's cassette. Unique in its test file. */
export function cassetteName(file: TaskNode, task: TaskNode): string {
  let names = namesOfFiles.get(file)
  if (names === undefined) {
    const tests = testsOf(file)
    const list = cassetteNames(tests.map(titlesOf))
    names = new Map(tests.map((test, index) => [test.id, list[index] ?? '']))
    namesOfFiles.set(file, names)
  }
  return names.get(task.id) ?? cassetteNames([titlesOf(task)])[0] ?? 'test'
}
