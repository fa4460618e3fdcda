/**
 * What is known of one API family: data only. Adding one is one small file and one row in `index.ts`.
 *
 * Sources: the SDKs' own sources, and requests observed from them.
 */
export interface Provider {
  /** Short name, as in summaries: `openai`. */
  readonly name: string
  /** Hosts, exact or `*.suffix`. Empty for a family that is only known by its paths. */
  readonly hosts: readonly string[]
  /** Paths that only this family has: a request to one, on any public host, is the family's. */
  readonly paths?: RegExp
  /** A local server that is this provider, although loopback is otherwise left alone. */
  readonly localPort?: number
  /** Environment variables without which the family's SDKs throw before any request, and what stands in for each. */
  readonly apiKeys?: Readonly<Record<string, string>>
  /** Request headers that change the answer, in lower case. */
  readonly matchHeaders?: readonly string[]
  /** Values in the lists of `matchHeaders` that an SDK adds for its kind of credentials. */
  readonly credentialValues?: RegExp
  /** Query parameters that say which version of the API a client speaks, not what it asks. */
  readonly volatileParameters?: readonly string[]
  /** Query parameters that carry a secret, in lower case, beside those whose names can mean nothing else. */
  readonly secretParameters?: readonly string[]
  /** Paths in JSON bodies that an SDK fills anew in each request, in the form of the option `ignore`. */
  readonly volatileFields?: readonly string[]
  /** The body of a refusal that the family's SDKs show to the caller. @default 'object' */
  readonly refusal?: 'object' | 'text'
}

/** Stands for an API key while replaying: most SDKs throw without one before they send anything. */
export const placeholderKey = 'vitest-cassette-placeholder-key'

/** The placeholder under each of the given names. */
export function placeholders(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, placeholderKey]))
}
