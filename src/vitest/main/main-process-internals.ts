import type { TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'

/**
 * The internals of Vitest's main process that the plugin depends on, in one file: a new Vitest that changes one of them is
 * met here.
 */

/** The reporters of a run, as the config names or holds them. The plugin adds its own to this list. */
export function reportersOf(vitest: Vitest): unknown[] {
  return vitest.config.reporters as unknown[]
}

/** Says whether a run has a built-in reporter of this name. */
export function hasReporter(vitest: Vitest, name: string): boolean {
  return reportersOf(vitest).flat().includes(name)
}

type Parse = (specifications: readonly TestSpecification[]) => Promise<TestModule[]>

/** Finds the tests in the text of their files. Executes no file, and leaves the state of the run as it was. */
export async function parseTestFiles(
  vitest: Vitest,
  specifications: readonly TestSpecification[],
): Promise<TestModule[]> {
  const parsers = vitest as unknown as Record<string, Parse | undefined>
  // Vitest 4 has the earlier name.
  const parse = parsers['parseSpecifications'] ?? parsers['experimental_parseSpecifications']
  const restore = rememberState(vitest)
  return (await parse?.call(vitest, [...specifications]).finally(restore)) ?? []
}

/** Vitest keeps the tests that it finds, and would count them at the end of a run that never executes them. */
function rememberState({ state: { filesMap, idMap } }: Vitest): () => void {
  const maps: ReadonlyArray<Map<string, unknown>> = [filesMap, idMap]
  const before = maps.map((map) => [...map])
  return () => {
    maps.forEach((map, index) => {
      map.clear()
      for (const [key, value] of before[index] ?? []) map.set(key, value)
    })
  }
}

/** Says whether the title of a parsed test, or of a suite around it, is known only when its file runs. */
export function hasDynamicTitle(test: TestCase): boolean {
  for (let task: TestCase | TestCase['parent'] = test; task.type !== 'module'; task = task.parent) {
    const { dynamic } = (task as unknown as { task: { dynamic?: boolean } }).task
    if (dynamic === true || /^['"`]|\$\{/.test(task.name)) return true
  }
  return false
}
