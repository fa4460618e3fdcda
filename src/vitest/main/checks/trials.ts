import type { TestModule, TestProject, TestSpecification, Vitest } from 'vitest/node'
import { isCassetteError } from '../../../errors/is-cassette-error.ts'
import { provideSettings, settingsOf } from '../../shared/settings-of.ts'
import { filesInOrder } from '../main-process-internals.ts'

/** Lets the first test file of each project show that requests are caught: once a run, because every file would pay for it. */
export async function beginTrials(vitest: Vitest, specifications: readonly TestSpecification[]): Promise<void> {
  const begun = new Set<TestProject>()
  for (const specification of await filesInOrder(vitest, specifications)) {
    const { project, moduleId, pool } = specification
    const settings = settingsOf(specification)
    if (settings === undefined || begun.has(project) || pool === 'typescript' || pool === 'browser') continue
    begun.add(project)
    provideSettings(project, { ...settings, trialIn: moduleId })
  }
}

/** Stops the run where the requests of a project are not caught: all its files would ask the providers. */
export function stopAtTrial(vitest: Vitest, module: TestModule): void {
  const errors = module.errors() as unknown[]
  const hasFailed = errors.some(
    (error) => isCassetteError(error, 'CASSETTE_START') && error.fields.runtime !== undefined,
  )
  if (hasFailed) void vitest.cancelCurrentRun('test-failure')
}
