import type { TestProject } from 'vitest/node'
import type { Settings } from '../../cassette/settings.ts'

/** Key of the settings that the main process provides to the test processes. */
const key = 'vitest-cassette:settings'

/** Provides the settings of a project to its test processes. */
export function provideSettings(project: TestProject, settings: Settings): void {
  ;(project.provide as (key: string, value: Settings) => void)(key, settings)
}

/** The settings of a project, in the main process; `undefined` when the project has no plugin. */
export function providedSettings(project: TestProject): Settings | undefined {
  return (project.getProvidedContext() as Record<string, unknown>)[key] as Settings | undefined
}

/** The settings of a test file; `undefined` when its project has no plugin, or the mode is `off`. */
export function settingsOf({ project }: { readonly project: TestProject }): Settings | undefined {
  const settings = providedSettings(project)
  return settings?.mode === 'off' ? undefined : settings
}

/**
 * The settings of the project, in a test process; `undefined` when the project has no plugin.
 *
 * @param inject the `inject` of Vitest.
 */
export function injectedSettings(inject: unknown): Settings | undefined {
  return (inject as (key: string) => Settings | undefined)(key)
}
