import type { TestModule } from 'vitest/node'

/** Result of collecting the tests of a folder. */
export interface Collected<T> {
  readonly result: T
  /** Errors that prevented collecting test files. */
  readonly errors: readonly string[]
}

/**
 * Collects all tests of all projects of the folder, as a run without filters would, but runs none. It evaluates the test
 * files, because only that gives the names of generated tests.
 *
 * @param look reads the test files while Vitest is open. Their projects are closed afterwards.
 * @throws the error of Vitest when its configuration cannot be read.
 */
export async function collectTests<T>(
  root: string,
  look: (modules: readonly TestModule[]) => T,
): Promise<Collected<T>> {
  const { createVitest } = await import('vitest/node')
  const vitest = await createVitest('test', { root, run: true, watch: false, reporters: [] })
  try {
    // Vitest 4.1 has no such option: it always evaluates.
    const collect = vitest.collect.bind(vitest) as (
      filters: undefined,
      options: { staticParse: boolean },
    ) => ReturnType<typeof vitest.collect>
    const { testModules, unhandledErrors } = await collect(undefined, { staticParse: false })
    const errors = testModules.flatMap((module) =>
      module.errors().map(({ message }) => `${module.relativeModuleId}: ${firstLine(message)}`),
    )
    const others = unhandledErrors.map((error) => firstLine(error instanceof Error ? error.message : String(error)))
    return { result: look(testModules), errors: [...errors, ...others] }
  } finally {
    await vitest.close()
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
