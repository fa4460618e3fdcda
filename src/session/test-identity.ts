import type { ActiveMode } from '../cassette/mode.ts'
import type { Settings } from '../cassette/settings.ts'
import type { CassetteOwner } from '../format/document.ts'

/** The settings of a project whose plugin is on. */
export type ActiveSettings = Settings & { readonly mode: ActiveMode }

/** A test, or a test file outside its tests: the same for all its attempts. */
export interface TestIdentity {
  readonly owner: CassetteOwner
  readonly settings: ActiveSettings
  /** Absolute path of the cassette. */
  readonly path: string
  /** Names of the cassettes of all tests in its file; absent for the file outside its tests. */
  readonly cassettesOfFile?: () => ReadonlySet<string>
  /** Command that runs this test alone. */
  readonly command: string
}

/** Whether the plugin is on. */
export function isActive(settings: Settings): settings is ActiveSettings {
  return settings.mode !== 'off'
}
