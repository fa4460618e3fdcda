import type { TestModule, Vitest } from 'vitest/node'
import { leaveGuardedFilesOut, withVitest } from './with-vitest.ts'

/** Result of collecting the tests of a folder. */
export interface Collected<T> {
  readonly result: T
  /** Errors that prevented collecting test files. */
  readonly errors: readonly string[]
  /** Whether a file could not be evaluated, although nobody has refused it. */
  readonly hasFailed: boolean
}

/**
 * Collects all tests of all projects of the folder, as a run without filters would, but runs none. It evaluates the test
 * files, because only that gives the names of generated tests. Guarded files without approval are left out.
 *
 * @param look reads the test files while Vitest is open. Their projects are closed afterwards.
 * @param files absolute paths of the test files; without them all.
 * @param pool that of the configuration, if absent.
 * @throws the error of Vitest when its configuration cannot be read.
 */
export async function collectTests<T>(
  root: string,
  look: (modules: readonly TestModule[]) => T,
  files?: readonly string[],
  pool?: 'vmForks',
): Promise<Collected<T>> {
  const use = async (vitest: Vitest): Promise<Collected<T>> => {
    const guarded = await leaveGuardedFilesOut(vitest)
    // Vitest 4.1 has no such option: it always evaluates.
    const collect = vitest.collect.bind(vitest) as (
      filters: readonly string[] | undefined,
      options: { staticParse: boolean },
    ) => ReturnType<typeof vitest.collect>
    const { testModules, unhandledErrors } = await collect(files, { staticParse: false })
    const errors = testModules.flatMap((module) =>
      module.errors().map(({ message }) => `${module.relativeModuleId}: ${firstLine(message)}`),
    )
    const others = unhandledErrors.map((error) => firstLine(error instanceof Error ? error.message : String(error)))
    return {
      result: look(testModules),
      errors: [...guarded, ...errors, ...others],
      hasFailed: errors.length + others.length > 0,
    }
  }
  return withVitest(root, use, pool && { pool })
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

/** The files that could not be collected, as the block of a page; empty when there are none. */
export function skippedBlock(errors: readonly string[]): string[] {
  if (errors.length === 0) return []
  const rows = errors.map((error) => `     ${error}`)
  return [[' Skipped, because these files could not be collected:', ...rows].join('\n')]
}
