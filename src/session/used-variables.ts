import type { ReplayVariables } from '../cassette/replay-variables.ts'

/** The variables of the environment that recorded requests depend on. `noteVariables` finds them. */
export class UsedVariables {
  /** The variables that have a value. */
  readonly environment: ReadonlyArray<readonly [name: string, value: string]>
  /** The variables since the last time, with the values that a replay needs. */
  found: Record<string, string | null> = {}

  /** @param environment that of the process before any test has changed it. */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.environment = Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    )
  }

  /** The variables since the last time; `undefined` when there are none. */
  take(): ReplayVariables | undefined {
    const { found } = this
    this.found = {}
    return Object.keys(found).length === 0 ? undefined : found
  }
}
