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
  /** Other names of an API key, by its name in `apiKeys`: one is enough, and an SDK warns of two. */
  readonly otherNames?: Readonly<Record<string, readonly string[]>>
  /** Environment variables that name a file of credentials, and the file of this package that stands in for each. */
  readonly credentialFiles?: Readonly<Record<string, string>>
  /** Environment variables that lead the family's SDKs past the placeholders, to credentials of somebody's. */
  readonly profiles?: readonly string[]
  /** Where the family's SDKs get an access token for credentials: no part of what a test asks. */
  readonly tokenEndpoints?: readonly TokenEndpoint[]
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

/** A place that gives access tokens, or says that it is none. */
export interface TokenEndpoint {
  readonly method: 'GET' | 'POST'
  readonly hosts: readonly string[]
  readonly path: RegExp
  /** Body of the answer while replaying. Without one the place knows nothing: 404. */
  readonly answer?: object
}

/** Stands for an API key while replaying: most SDKs throw without one before they send anything. */
export const placeholderKey = 'vitest-cassette-placeholder-key'

/** The placeholder under each of the given names. */
export function placeholders(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, placeholderKey]))
}
