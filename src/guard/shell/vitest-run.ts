/** One run of Vitest that a command would start. */
export interface VitestRun {
  /** The words behind `vitest`. */
  readonly args: readonly string[]
  readonly folder: string
  /** What the command changes in the environment of the run; `null` takes a variable out. */
  readonly environment: ReadonlyMap<string, string | null>
  /** Nothing of the environment around it reaches the run. */
  readonly isCleared: boolean
  /** Why the rest of its environment cannot be known, as the end of "because …": it must be approved. */
  readonly unknownEnvironment?: string
}

/** What keeps a command from being judged, as the end of "because …". */
export interface Unknown {
  readonly unknown: string
}
