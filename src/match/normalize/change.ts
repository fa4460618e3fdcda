/**
 * One removal from a view, or one replacement in it.
 *
 * @see docs/matching.md#see-what-is-compared
 */
export interface Change {
  /** Where, as `ignore` names it: `messages[2].content`, `?since`, `header x-tenant`, `file content-type`, `request url`. */
  readonly path: string
  /** Cause: a path of `ignore`, the name of a normalizer, or the provider. */
  readonly by: string
}

/** Called for each change while a view is made. */
export type OnChange = (change: Change) => void
