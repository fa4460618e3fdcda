import type { Mode } from './mode.ts'
import type { ModeSource } from '../errors/call-page.ts'

/** When replayed chunks arrive. */
export interface StreamTiming {
  /** `instant`: as fast as the client reads. `recorded`: as far apart as they came. @default 'instant' */
  readonly timing: 'instant' | 'recorded'
  /** How many times faster than recorded. @default 1 */
  readonly speed: number
}

/** The resolved options of one Vitest project: plain data, since it travels to the test processes. */
export interface Settings {
  readonly mode: Mode
  readonly modeSource: ModeSource
  /** Absolute root of the Vitest project. */
  readonly root: string
  /** Folder of the cassettes, relative to the root. */
  readonly dir: string
  readonly runId: string
  /** What stands between titles where Vitest matches `-t`: ` > ` from version 5 on, a blank before. */
  readonly titleSeparator: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Where live calls go instead, by origin; `*` for all others. */
  readonly upstream: Readonly<Record<string, string>>
  readonly onExhausted: 'fail' | 'repeat-last'
  readonly unused: 'fail' | 'warn' | 'ignore'
  readonly stream: StreamTiming
  readonly keepFailures: boolean
}
