import type { TestModule, Vitest } from 'vitest/node'
import { failuresOf } from './failures-of.ts'
import type { FailureGroup } from './failure-group.ts'
import { groupFailures } from './group-failures.ts'

/** The failures of a run that this package explains, by their causes. */
export async function failureGroups(vitest: Vitest, modules: readonly TestModule[]): Promise<FailureGroup[]> {
  const failures = failuresOf(modules)
  return failures.length === 0 ? [] : groupFailures(failures, await isWholeRun(vitest, modules))
}

/** Whether a run had no filter, so that a command without filters runs the same tests. */
async function isWholeRun(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  const { testNamePattern, shard, project, mergeReports } = vitest.config
  if (testNamePattern !== undefined || shard !== undefined || project.length > 0 || mergeReports) return false
  const all = await vitest.globTestSpecifications()
  return all.length === modules.length
}
