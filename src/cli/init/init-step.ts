/** A file that `init` writes. */
export interface Change {
  /** Absolute path. */
  readonly path: string
  readonly why: string
  /** Text of the file now; absent when there is none. */
  readonly before?: string
  readonly after: string
  /** The option that chooses it where nobody can be asked; absent for a change that every project wants. */
  readonly choice?: 'generated' | 'skill'
}

/** What `init` leaves to the user, because the place is not certain. */
export interface Advice {
  readonly advice: readonly string[]
}

/** One thing that `init` looks at. Returns nothing when it is done already. */
export type Step = (folder: string) => Change | Advice | undefined
