import type { TestModule } from 'vitest/node'

/** What can be said of the tests of a folder while they are collected. */
export interface Collected<T> {
  readonly result: T
  /** Errors that kept test files, or all of them, from being collected. */
  readonly errors: readonly string[]
}

/**
 * Collects every test of every project of the folder, as a run without filters would, and runs none. Files are really
 * evaluated, since that alone tells the names of generated tests.
 *
 * @param look looks at the test files while Vitest is there; their projects are gone afterwards.
 * @throws what Vitest throws when its configuration cannot be read.
 */
export async function collectTests<T>(
  root: string,
  look: (modules: readonly TestModule[]) => T,
): Promise<Collected<T>> {
  const { createVitest } = await import('vitest/node')
  const vitest = await createVitest('test', { root, run: true, watch: false, reporters: [] })
  try {
    // Vitest 4.1 knows no such option: it always evaluates.
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
