import type { TestModule } from 'vitest/node'
import type { Settings } from '../../core/settings.ts'
import { settingsKey } from '../settings-key.ts'

/** The settings that the project of a test file runs with; `undefined` when the plugin is off or missing there. */
export function settingsOf(module: TestModule): Settings | undefined {
  const settings = (module.project.getProvidedContext() as Record<string, unknown>)[settingsKey] as Settings | undefined
  return settings?.mode === 'off' ? undefined : settings
}
