/** A problem or warning in one place of a cassette. */
export interface Finding {
  /** Place in the document, such as `interactions[3].response.body`; empty for the document itself. */
  readonly at: string
  /** `format`, `name`, `age`, `request`, `says`, or the rule that found a secret. */
  readonly rule: string
  readonly message: string
}
