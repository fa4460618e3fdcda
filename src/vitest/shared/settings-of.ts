import type { TestProject } from 'vitest/node'
import type { Settings } from '../../cassette/settings.ts'
import { settingsKey } from './settings-key.ts'

/** The settings that the project of a test file runs with; `undefined` when the plugin is off or missing there. */
export function settingsOf({ project }: { readonly project: TestProject }): Settings | undefined {
  const settings = (project.getProvidedContext() as Record<string, unknown>)[settingsKey] as Settings | undefined
  return settings?.mode === 'off' ? undefined : settings
}
