/** One thing that was left out of a view or replaced in it. */
export interface Change {
  /** Where: `messages[2].content`, `?since` for a query parameter, `header x-tenant`, `url`. */
  readonly path: string
  /** What did it: a path of `ignore`, the name of a normalizer, or the provider. */
  readonly by: string
}

/** Takes note of a change; called while a view is made. */
export type OnChange = (change: Change) => void
