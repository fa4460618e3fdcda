/** Asks a warm process for one run of Vitest. */
export interface RunRequest {
  /** The working directory. */
  readonly root: string
  /** All variables of the environment. */
  readonly env: NodeJS.ProcessEnv
  /** As in `process.argv`: Node, Vitest's command, its arguments. */
  readonly argv: readonly string[]
}

export interface RunResult {
  readonly exitCode: number
}

/** The last character that a run prints on each of its two streams. One byte, so that no read cuts it in two. */
export const endOfRun = '\u0004'
