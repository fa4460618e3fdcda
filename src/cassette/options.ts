import type { AllowedSecret } from './settings.ts'

/**
 * Options of the plugin. Every one has a default.
 *
 * @see docs/getting-started.md#options
 */
export interface CassetteOptions {
  /**
   * What a run does with provider traffic. `vitest --mode …` and `CASSETTE_MODE` are stronger.
   *
   * @default 'replay'
   */
  mode?: 'replay' | 'record' | 'refresh' | 'off'
  /**
   * Folder of the cassettes, relative to the root.
   *
   * @default '__cassettes__'
   */
  dir?: string
  /**
   * Traffic that is recorded beside that of the known providers: hosts (`*.example.com`, `localhost:8080`), URL
   * patterns (`https://api.example.com/v2/*`), or `*` for everything.
   *
   * @default []
   */
  include?: string[]
  /**
   * Traffic that is never recorded, in the same forms. Stronger than `include`.
   *
   * @default []
   */
  exclude?: string[]
  /**
   * Where live calls go instead, by origin; `*` for all others. Cassettes keep the original URL, which the call carries
   * in `x-cassette-origin`.
   *
   * @default {}
   * @example { 'https://api.openai.com': 'https://gateway.example.com/openai' }
   */
  upstream?: Record<string, string>
  /**
   * What a request gets whose recorded answers are all used up: an error, or the last answer again.
   *
   * @default 'fail'
   */
  onExhausted?: 'fail' | 'repeat-last'
  /**
   * What happens when a test passes without asking for everything its cassette holds.
   *
   * @default 'fail'
   */
  unused?: 'fail' | 'warn' | 'ignore'
  /**
   * When replayed chunks arrive: as fast as the client reads, or as they came, `speed` times faster.
   *
   * @default { timing: 'instant', speed: 1 }
   */
  stream?: { timing?: 'instant' | 'recorded'; speed?: number }
  /**
   * Keep passing failures (401, 403, 408, 409, 429, 5xx, network errors) in recordings.
   *
   * @default false
   */
  keepFailures?: boolean
  /**
   * While refreshing, a call that fails before its first byte is answered from the old recording, which stays, and the test
   * is reported as not refreshed.
   *
   * @default 'never'
   */
  fallback?: 'never' | 'before-first-byte'
  /**
   * What is redacted beside what is known to be secret: JSON paths from an interaction on, or anywhere below it (`**.`),
   * and modules, as paths relative to the root, whose exported functions get each text and return it as it may be stored.
   *
   * @default []
   * @example ['**.email', 'request.body.json.user', './test/redactors.ts']
   */
  redact?: string[]
  /**
   * Texts that look like a secret and are none; `*` stands for any characters.
   *
   * @default []
   * @example ['sk-example-*']
   */
  keep?: string[]
  /**
   * What the scan before a write leaves through: a rule, a JSON path, or a rule at a path, each with the reason why.
   *
   * @default []
   * @example [{ path: 'response.body.json.sample', reason: 'a key from a manual' }]
   */
  allowSecrets?: AllowedSecret[]
  /**
   * How old a replayed answer may be: hours, days, weeks or years, as `12h`, `90d`, `4w`, `1y`.
   *
   * @default as old as it is
   */
  maxAge?: string
  /**
   * What happens to an older one: it is named at the end of the run; its test fails; or it is asked for again, in
   * `record` mode, and named in the others. Only with `maxAge`.
   *
   * @default 'warn'
   */
  onStale?: 'warn' | 'fail' | 'record'
  /**
   * What of a request does not count: paths into JSON bodies, with `*` and `**`; names of the parts of a form, with a
   * path into a part, or with the name of one of its headers; `?name` for a query parameter; `header name` for a header.
   *
   * @default []
   * @example ['metadata.request_id', 'messages[*].id', '**.timestamp', '?session', 'file content-disposition']
   */
  ignore?: string[]
  /**
   * What is replaced before requests are compared: names of ready normalizers, and modules, as paths relative to the
   * root, whose exported functions are normalizers. What is stored stays as it is.
   *
   * @default []
   * @example ['iso-dates', 'uuids', './test/normalizers.ts']
   */
  normalize?: string[]
  /**
   * Request headers that count, beside those the provider names. They are stored from then on.
   *
   * @default []
   */
  matchHeaders?: string[]
  /**
   * `recorded`: while replaying, `Date` begins at the time of the recording and moves on. Timers are real.
   *
   * @default 'real'
   */
  clock?: 'real' | 'recorded'
  /**
   * `seeded`: `Math.random` and `crypto.randomUUID` give each test the same in every run.
   *
   * @default 'real'
   */
  random?: 'real' | 'seeded'
  /**
   * For which tests to tell what happened on the wire: those that failed, or all with provider traffic.
   *
   * @default 'all' with an `outputFile` for the reporter, else 'failed'
   */
  diagnostics?: 'failed' | 'all'
  /**
   * What a million tokens of a model cost, in US dollars, by the name it is asked for: the summary then says what was
   * spent and saved. `cached` is for input that is read from the provider's cache, `reasoning` for output that is spent on
   * thinking; without them these cost what the rest does.
   *
   * @default {}
   * @example { 'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 } }
   */
  prices?: Record<string, { input: number; output: number; cached?: number; reasoning?: number }>
  /**
   * Refuse whatever would leave this machine, provider traffic aside: requests, connections and look-ups of names.
   *
   * @default true where `CI` is set
   */
  offline?: boolean
  /**
   * What an offline run may reach, in the forms of `include`.
   *
   * @default []
   * @example ['postgres:5432', '*.internal.example.com']
   */
  allow?: string[]
  /**
   * What a recording run may spend, over all workers. The run stops before the next live call: `calls` live calls, or
   * `tokens` tokens in and out; `perTest` live calls of one test fail that test.
   *
   * @default no limit
   */
  budget?: { calls?: number; tokens?: number; perTest?: number }
  /**
   * What a test must not do. It is stuck when, in one lane, the same request is made again at most `stuckRevisitGap` calls
   * after it was last made (1 to 50), and gets the same answer, `maxRevisits` times in a row: that is a warning, or fails
   * it. More than `maxCalls` calls or `maxTokens` tokens, in and out, always fail it; while recording, the next live call
   * is then not made.
   *
   * @default { stuckRevisitGap: 5, maxRevisits: 3, onStuck: 'warn' }
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
   */
  guard?: GuardOptions
}

/**
 * What is guarded, and how a run is approved.
 *
 * @see docs/guard.md
 */
export interface GuardOptions {
  /**
   * Globs of end-to-end tests: of their absolute paths, or from the root or the folder of the configuration.
   *
   * @default every file below a folder `e2e`, and those named `*.e2e.test.*` or `*.e2e.spec.*`
   */
  e2e?: string[]
  /**
   * Globs of integration tests: guarded just so.
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
   * What an unapproved run does: stop with an error before anything runs, or leave the guarded files out.
   *
   * @default 'error'
   */
  onUnapproved?: 'error' | 'skip'
}
