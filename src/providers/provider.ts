/**
 * Data about one API family. A new family is one small file and one row in `all-providers.ts`.
 *
 * The data comes from the sources of the SDKs and from observed requests.
 */
export interface Provider {
  /** Short name in summaries, such as `openai`. */
  readonly name: string
  /** Hosts, exact or `*.suffix`. Empty for a family that only its paths identify. */
  readonly hosts: readonly string[]
  /** Requests that only this family has, on any public host: the path and the shape of the body identify them. */
  readonly shapes?: readonly RequestShape[]
  /** Paths on one of its hosts that call no model, and are not recorded. A connection to this host says nothing. */
  readonly otherPaths?: { readonly host: string; readonly paths: RegExp }
  /** Port of a local server of this provider. Other loopback addresses are not recorded. */
  readonly localPort?: number
  /** Placeholders for environment variables. Without these the family's SDKs throw before any request. */
  readonly apiKeys?: Readonly<Record<string, string>>
  /** Other names of an API key, by its name in `apiKeys`. One is enough; SDKs warn when two are set. */
  readonly otherNames?: Readonly<Record<string, readonly string[]>>
  /** Placeholder files of this package, by the environment variable that names a file of credentials. */
  readonly credentialFiles?: Readonly<Record<string, string>>
  /** Variables that sign a request and do not stand in it, by the variable that does. */
  readonly signingKeys?: Readonly<Record<string, readonly string[]>>
  /** Variables that a replay needs where the credentials of a recording came from a file or a profile. */
  readonly keysFromElsewhere?: readonly string[]
  /** Variables that the family's SDKs need beside a key. They hold no secret, and a replay sets them again. */
  readonly settings?: readonly string[]
  /** Environment variables that make the family's SDKs use real credentials instead of the placeholders. */
  readonly profiles?: readonly string[]
  /** Endpoints where the family's SDKs exchange credentials for an access token. Cassettes do not record them. */
  readonly tokenEndpoints?: readonly TokenEndpoint[]
  /** Request headers that change the answer, in lower case. */
  readonly matchHeaders?: readonly string[]
  /** Values in the `matchHeaders` that an SDK adds for its kind of credentials. */
  readonly credentialValues?: RegExp
  /** Query parameters for the version of the API. Matching ignores them. */
  readonly volatileParameters?: readonly string[]
  /** Query parameters that carry a secret, in lower case, beside those with an unambiguous name. */
  readonly secretParameters?: readonly string[]
  /** Paths in JSON bodies that an SDK sets anew in each request, in the form of the option `ignore`. */
  readonly volatileFields?: readonly string[]
  /** Form of `error` in a refusal, so that the family's SDKs show it to the caller. @default 'object' */
  readonly refusal?: 'object' | 'text'
}

/** A path with the fields that the JSON or the form of its requests has. */
export interface RequestShape {
  readonly path: RegExp
  /** All of these; `a|b` is one of the two. */
  readonly fields: readonly string[]
}

/** An endpoint for access tokens, or one that SDKs probe for them. */
export interface TokenEndpoint {
  readonly method: 'GET' | 'POST'
  readonly hosts: readonly string[]
  readonly path: RegExp
  /** Body of the answer while replaying. Without one the answer is 404. */
  readonly answer?: object
}

/** Value of API keys while replaying: most SDKs throw without a key before they send anything. */
export const placeholderKey = 'vitest-cassette-placeholder-key'

/** The placeholder key under each name. */
export function placeholders(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, placeholderKey]))
}
