/** One run of Vitest that a command would start. */
export interface VitestRun {
  /** The words after `vitest`. */
  readonly args: readonly string[]
  readonly folder: string
  /** Changes of the command to the environment of the run; `null` removes a variable. */
  readonly environment: ReadonlyMap<string, string | null>
  /** The run does not see the environment around it. */
  readonly isCleared: boolean
  /** Why the rest of its environment cannot be known, as the end of "because …". Such a run needs approval. */
  readonly unknownEnvironment?: string
}

/** Why a command cannot be judged, as the end of "because …". */
export interface Unknown {
  readonly unknown: string
}
