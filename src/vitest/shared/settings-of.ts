import type { TestProject } from 'vitest/node'
import type { Settings } from '../../cassette/settings.ts'

/** Under this name the main process provides the settings of a project to its test processes. */
const key = 'vitest-cassette:settings'

/** Gives the test processes of a project its settings. */
export function provideSettings(project: TestProject, settings: Settings): void {
  ;(project.provide as (key: string, value: Settings) => void)(key, settings)
}

/** The settings of a project, in the main process; `undefined` when the project has no plugin. */
export function providedSettings(project: TestProject): Settings | undefined {
  return (project.getProvidedContext() as Record<string, unknown>)[key] as Settings | undefined
}

/** The settings that a test file runs with; `undefined` when its project has no plugin, or the mode is `off`. */
export function settingsOf({ project }: { readonly project: TestProject }): Settings | undefined {
  const settings = providedSettings(project)
  return settings?.mode === 'off' ? undefined : settings
}

/**
 * The settings of the own project, in a test process; `undefined` when the project has no plugin.
 *
 * @param inject as Vitest exports it.
 */
export function injectedSettings(inject: unknown): Settings | undefined {
  return (inject as (key: string) => Settings | undefined)(key)
}
