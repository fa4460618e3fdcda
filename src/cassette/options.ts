/**
 * Options of the plugin. All are optional. `src/options/definitions.ts` holds the schema and the default of each.
 *
 * @see docs/options.md
 */
export interface CassetteOptions {
  /**
   * How a run treats provider traffic. `vitest --mode …` and `CASSETTE_MODE` are stronger.
   *
   * @default 'replay'
   * @see docs/modes.md
   */
  mode?: 'replay' | 'record' | 'refresh' | 'off'
  /**
   * Folder of the cassettes, relative to the root.
   *
   * @default '__cassettes__'
   * @see docs/getting-started.md#record-replay
   */
  dir?: string
  /**
   * Traffic that is recorded beside that of the known providers: hosts (`*.example.com`, `localhost:8080`), URL
   * patterns (`https://api.example.com/v2/*`), or `*` for everything.
   *
   * @default []
   * @see docs/getting-started.md#what-is-recorded
   */
  include?: string[]
  /**
   * Traffic that is never recorded, in the same forms. Stronger than `include`.
   *
   * @default []
   * @see docs/getting-started.md#what-is-recorded
   */
  exclude?: string[]
  /**
   * Requests that are answered with 204 and are neither sent nor recorded, in every mode: the word `telemetry` for the
   * reports of agent SDKs (OpenAI Agents, LangSmith, Langfuse, OpenTelemetry, PostHog, Sentry), and patterns in the forms
   * of `include`. Stronger than `include` and `exclude`.
   *
   * @default ['telemetry']
   * @example ['telemetry', 'https://stats.example.com/*']
   * @see docs/getting-started.md#telemetry
   */
  drop?: string[]
  /**
   * Where live calls go instead, by origin; `*` for all others. Cassettes keep the original URL, which the call carries
   * in `x-cassette-origin`. `x-cassette-test` carries the test, percent-encoded.
   *
   * @default {}
   * @example { 'https://api.openai.com': 'https://gateway.example.com/openai' }
   * @see docs/modes.md#live-calls-elsewhere
   */
  upstream?: Record<string, string>
  /**
   * Answers a request whose recorded answers are all used up: with an error, or with the last answer again.
   *
   * @default 'fail'
   * @see docs/matching.md#used-up
   */
  onExhausted?: 'fail' | 'repeat-last'
  /**
   * The result of a test that passes without asking for everything its cassette holds.
   *
   * @default 'fail'
   * @see docs/matching.md#left-over
   */
  unused?: 'fail' | 'warn' | 'ignore'
  /**
   * When replayed chunks arrive: as fast as the client reads, or as they came, `speed` times faster.
   *
   * @default { timing: 'instant', speed: 1 }
   */
  stream?: { timing?: 'instant' | 'recorded'; speed?: number }
  /**
   * Keep transient failures (401, 403, 408, 409, 429, 5xx, network errors, failures inside a 200) in recordings.
   *
   * @default false
   * @see docs/glossary.md
   */
  keepFailures?: boolean
  /**
   * `before-first-byte`: while refreshing, a call that fails before its first byte gets the old recording. The recording
   * stays, and the run reports the test as not refreshed.
   *
   * @default 'never'
   * @see docs/modes.md#when-the-provider-cannot-be-reached
   */
  fallback?: 'never' | 'before-first-byte'
  /**
   * More to redact, beside what is known to be secret. A JSON path begins at an interaction, or anywhere below it (`**.`);
   * a place as pages name it (`messages[0].content`, `?token`, `header x-tenant`, `request url`) works too.
   * A module is a path relative to the root: its exported functions get each text and return it as it may be stored.
   *
   * @default []
   * @example ['**.email', 'request.body.json.user', './test/redactors.ts']
   * @see docs/redaction.md
   */
  redact?: string[]
  /**
   * Texts that look like a secret but are not, with `*` for any characters, and places where there is no secret.
   *
   * @default []
   * @example ['sk-example-*', 'content[0].input.pass']
   * @see docs/redaction.md
   */
  keep?: string[]
  /**
   * Findings that the scan before a write allows: of a rule, at a JSON path, or of a rule at a path, each with a reason.
   *
   * @default []
   * @example [{ path: 'response.body.json.sample', reason: 'a key from a manual' }]
   * @see docs/redaction.md#the-scan-before-a-write
   */
  allowSecrets?: AllowedSecret[]
  /**
   * How old a replayed answer may be: hours, days, weeks or years, as `12h`, `90d`, `4w`, `1y`.
   *
   * @default no limit
   * @see docs/modes.md#old-recordings
   */
  maxAge?: string
  /**
   * Treats an answer that is older than `maxAge`. `warn`: the end of the run names it. `fail`: its test fails. `record`:
   * the mode `record` asks for it again, and the other modes name it. It has no effect without `maxAge`.
   *
   * @default 'warn'
   * @see docs/modes.md#old-recordings
   */
  onStale?: 'warn' | 'fail' | 'record'
  /**
   * Parts of a request that do not count: paths into JSON bodies, with `*` and `**`; names of the parts of a form, with a
   * path into a part, or with the name of one of its headers; `?name` for a query parameter; `header name` for a header.
   *
   * @default []
   * @example ['metadata.request_id', 'messages[*].id', '**.timestamp', '?session', 'file content-disposition']
   * @see docs/matching.md#what-does-not-count-for-you
   */
  ignore?: string[]
  /**
   * Replaces what varies before requests are compared: names of ready normalizers, and modules, as paths relative to the
   * root, whose exported functions are normalizers. The cassette does not change.
   *
   * @default []
   * @example ['iso-dates', 'uuids', './test/normalizers.ts']
   * @see docs/matching.md#what-does-not-count-for-you
   */
  normalize?: NormalizerEntry[]
  /**
   * Request headers that count, beside those the provider names. Recordings store them.
   *
   * @default []
   * @see docs/matching.md#what-does-not-count-for-you
   */
  matchHeaders?: string[]
  /**
   * Response headers that recordings store beside those that clients are known to read, such as `x-next-page`. An app receives
   * only stored headers in a replay.
   *
   * @default []
   * @see docs/redaction.md#headers-of-an-answer
   */
  responseHeaders?: string[]
  /**
   * `recorded`: while replaying, `Date` begins at the time of the recording and moves on as it did then. Timers are real.
   *
   * @default 'real'
   * @see docs/matching.md#the-clock-of-the-recording
   */
  clock?: 'real' | 'recorded'
  /**
   * `seeded`: `Math.random` and `crypto.randomUUID` give each test the same in every run.
   *
   * @default 'real'
   * @see docs/matching.md#seeded-random-numbers
   */
  random?: 'real' | 'seeded'
  /**
   * The tests that are reported with what happened on the wire: those that failed, or all with provider traffic.
   *
   * @default 'failed', or 'all' with an `outputFile` for the reporter
   * @see docs/diagnostics.md
   */
  diagnostics?: 'failed' | 'all'
  /**
   * The price of a million tokens in US dollars, by the name of the model in requests. The summary then says how much was
   * spent and saved. `cached` is for input that is read from the provider's cache, `reasoning` for output that is spent on
   * thinking; without them these cost as much as the rest.
   *
   * @default {}
   * @example { 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 } }
   * @see docs/reporter.md#prices
   */
  prices?: Record<string, { input: number; output: number; cached?: number; reasoning?: number }>
  /**
   * Refuse everything that would leave this machine, provider traffic aside: requests, connections and look-ups of names.
   * The app gets the error of a machine without a network, and the summary counts. `strict`: the test fails, too.
   *
   * @default `true` in CI, else `false`
   * @see docs/modes.md#offline
   */
  offline?: boolean | 'strict'
  /**
   * Addresses that an offline run may reach, in the forms of `include`, paths too.
   *
   * @default []
   * @example ['postgres:5432', '*.internal.example.com']
   * @see docs/modes.md#offline
   */
  allow?: string[]
  /**
   * Limits of a recording run, over all workers. After `calls` live calls, or `tokens` tokens in and out, the run stops
   * before the next live call. A test that needs more than `perTest` live calls, its retries included, fails.
   *
   * @default no limit
   * @see docs/budget.md
   */
  budget?: { calls?: number; tokens?: number; perTest?: number }
  /**
   * Limits of a test. A revisit is a request that is made again in its lane, at most `stuckRevisitGap` calls later (1 to
   * 50), and gets the same answer. After `maxRevisits` revisits in a row the test is stuck: `onStuck` warns, or fails it.
   * More than `maxCalls` calls or `maxTokens` tokens, in and out, always fail it; while recording, the next live call is
   * then not made.
   *
   * @default { stuckRevisitGap: 5, maxRevisits: 3, onStuck: 'warn' }
   * @see docs/guardrails.md
   */
  guardrails?: {
    stuckRevisitGap?: number
    maxRevisits?: number
    onStuck?: 'warn' | 'fail'
    maxCalls?: number
    maxTokens?: number
  }
  /**
   * Test files that may call live providers: a run that would execute one needs an approval. `{}` guards the default
   * globs.
   *
   * @default nothing is guarded
   * @see docs/guard.md
   */
  guard?: GuardOptions
}

/** The options that have no default: without them there is no limit, or nothing is guarded. */
export type WithoutDefault = 'maxAge' | 'budget' | 'guard'

/** The entry of `drop` that stands for the telemetry of agent SDKs. */
export const telemetry = 'telemetry'

/** The options that a file, a suite or a test can set too, with `configureCassette`. */
export const testOptionNames = [
  'onExhausted',
  'unused',
  'stream',
  'keepFailures',
  'maxAge',
  'ignore',
  'normalize',
  'matchHeaders',
  'clock',
  'random',
] as const

/**
 * The names of the ready normalizers.
 *
 * @see docs/matching.md#ready-normalizers
 */
export type ReadyName =
  | 'dates'
  | 'iso-dates'
  | 'unix-times'
  | 'uuids'
  | 'nanoids'
  | 'temp-paths'
  | 'ports'
  | 'byte-counts'

/**
 * An entry of `normalize`: the name of a ready normalizer, or the path of a module, as `./test/normalizers.ts`.
 *
 * @see docs/matching.md#what-does-not-count-for-you
 */
export type NormalizerEntry = ReadyName | `${string}/${string}`

/**
 * A finding that the scan before a write allows. It names a rule, a path, or both.
 *
 * @see docs/redaction.md#the-scan-before-a-write
 */
export interface AllowedSecret {
  /** Name of the scanner's rule. */
  rule?: string
  /** JSON path from an interaction on. */
  path?: string
  /** Why it is not a secret. */
  reason: string
}

/**
 * The guarded files, and how a run is approved.
 *
 * @see docs/guard.md
 */
export interface GuardOptions {
  /**
   * Globs of end-to-end tests. A glob matches the absolute path, or the path from the root or from the folder of the
   * configuration.
   *
   * @default every file below a folder `e2e`, and those named `*.e2e.test.*` or `*.e2e.spec.*`
   */
  e2e?: string[]
  /**
   * Globs of integration tests. They are guarded in the same way.
   *
   * @default []
   */
  integration?: string[]
  /**
   * Vitest projects whose every file is guarded, by name or by a glob of names.
   *
   * @default []
   */
  project?: string | string[]
  /**
   * The environment variable that approves a run with the value `1`.
   *
   * @default 'ALLOW_E2E_TESTS'
   */
  flag?: string
  /**
   * An unapproved run stops with an error before anything runs, or leaves the guarded files out.
   *
   * @default 'error'
   */
  onUnapproved?: 'error' | 'skip'
}
