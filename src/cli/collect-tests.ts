import type { TestModule, Vitest } from 'vitest/node'
import { leaveOutUnapproved, leftOutFiles } from '../guard/run/guard-run.ts'
import { providedSettings } from '../vitest/shared/settings-of.ts'

/** Result of collecting the tests of a folder. */
export interface Collected<T> {
  readonly result: T
  /** Errors that prevented collecting test files. */
  readonly errors: readonly string[]
}

/**
 * Collects all tests of all projects of the folder, as a run without filters would, but runs none. It evaluates the test
 * files, because only that gives the names of generated tests. Guarded files without approval are left out.
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
    const guarded = await leaveGuardedFilesOut(vitest)
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
    return { result: look(testModules), errors: [...guarded, ...errors, ...others] }
  } finally {
    await vitest.close()
  }
}

/** To evaluate a guarded file needs the same approval as to run it. Returns a line for each file that is left out. */
async function leaveGuardedFilesOut(vitest: Vitest): Promise<string[]> {
  for (const project of vitest.projects) {
    const guard = providedSettings(project)?.guard
    if (guard !== undefined) leaveOutUnapproved(project, guard)
  }
  const files = await Promise.all(vitest.projects.map((project) => leftOutFiles(vitest, project)))
  return files.flat().map(({ path, flag }) => `${path}: guarded, ${flag}=1 approves to evaluate it`)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
