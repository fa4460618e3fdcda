import type { TestModule } from 'vitest/node'

/** The facts that the order of test files depends on. */
interface Ordered {
  readonly project: Pick<TestModule['project'], 'name'>
  readonly moduleId: string
}

/** Test files by project and path. Vitest gives them in the order in which they have finished. */
export function inOrder<Module extends Ordered>(modules: readonly Module[]): Module[] {
  return modules.toSorted((a, b) => compare(a.project.name, b.project.name) || compare(a.moduleId, b.moduleId))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
