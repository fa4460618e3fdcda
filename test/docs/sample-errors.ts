import * as errors from '../../src/errors/public/public-errors.ts'

const page = {
  asked: {
    call: 'POST api.openai.com/v1/chat/completions',
    text: 'openai gpt-5-mini, 3 messages: "A table for four, please"',
  },
  askedAt: 'src/agent.ts:41',
  cassette: '__cassettes__/test/agent.test.ts/books-a-table.json',
  interactions: 4,
  played: 1,
  isRecorded: true,
  lane: 'main',
  mode: 'replay',
  modeSource: 'default',
  command: "npx vitest run test/agent.test.ts -t '^books a table$'",
} as const

/** One error of every class, as docs/errors.md shows them. */
export const sampleErrors: readonly errors.CassetteError[] = [
  new errors.CassetteStartError(
    new Error('@mswjs/interceptors has no HttpRequestInterceptor: vitest-cassette needs 0.45'),
    { node: 'v24.0.0' },
  ),
  new errors.CassetteMissError({
    ...page,
    nearest: {
      position: 2,
      places: 1,
      differences: [
        {
          path: 'messages[2].content',
          change: 'changed',
          hunks: [{ before: '', recorded: 'A table for two, please', asked: 'A table for four, please', after: '' }],
        },
      ],
    },
    suggestions: [{ suggestion: 'record' }],
  }),
  new errors.CassetteExhaustedError({
    ...page,
    asked: { ...page.asked, text: 'openai gpt-5-mini, 1 message: "A table for two, please"' },
    played: 2,
    recorded: 2,
    askedTimes: 3,
    answers: [
      { position: 1, playedBy: 1 },
      { position: 2, playedBy: 2 },
    ],
    suggestions: [{ suggestion: 'own-lane' }, { suggestion: 'repeat-last' }, { suggestion: 'record' }],
  }),
  new errors.CassetteUnusedError({
    cassette: page.cassette,
    total: 4,
    unused: [
      {
        position: 4,
        call: 'POST api.openai.com/v1/embeddings',
        text: 'openai text-embedding-3-small',
        recorded: 1,
        asked: 0,
      },
    ],
    command: page.command,
  }),
  new errors.CassetteStaleError({
    cassette: page.cassette,
    interactions: 4,
    stale: 2,
    days: 412,
    maxAge: '90d',
    command: page.command,
  }),
  new errors.CassetteFormatError({
    path: page.cassette,
    at: '',
    reason: 'it holds Git conflict markers',
    remedy: 'conflict',
  }),
  new errors.CassetteConfigError(
    'Unknown mode "recording" (CASSETTE_MODE). Did you mean "record"?\n\n  Valid: replay, record, refresh, off, refresh-all',
  ),
  new errors.CassetteContextError({ call: page.asked.call, test: 'books a table' }),
  new errors.CassetteNormalizerError({
    normalizer: 'noSession',
    module: './test/normalizers.ts',
    request: page.asked,
    did: "threw TypeError: Cannot read properties of undefined (reading 'id')",
  }),
  new errors.CassetteRecordingError({
    cassette: page.cassette,
    test: 'books a table',
    failed: [{ call: page.asked.call, outcome: 'answered 429' }],
    others: 2,
    keptAt: '.vitest-cassette/runs/nightly-7/test/agent.test.ts/books-a-table.json',
    command: "npx vitest run test/agent.test.ts -t '^books a table$'",
  }),
  new errors.CassetteWebSocketError({
    url: 'wss://api.openai.com/v1/realtime',
    mode: page.mode,
    modeSource: page.modeSource,
  }),
  new errors.CassetteWriteError({
    path: page.cassette,
    reason: "EACCES: permission denied, open '__cassettes__/test/agent.test.ts/.4711-86421-6f0c.tmp'",
    journal: '.vitest-cassette/journals/test/agent.test.ts/books-a-table.4711-86421-9f3a01bc.jsonl',
    lost: 0,
  }),
  new errors.UnapprovedE2EError({
    files: ['test/e2e/checkout.test.ts', 'test/e2e/refund.test.ts'].map((path) => ({
      path,
      option: 'guard.e2e',
      pattern: '**/e2e/**',
    })),
    approve: 'ALLOW_E2E_TESTS=1 npx vitest run',
    others: 'npx vitest run --exclude "**/e2e/**"',
  }),
  new errors.CassetteWrapError({
    wrapped: 'classify',
    problem: 'not-json',
    at: 'arguments[1].signal',
    what: 'an AbortSignal',
  }),
  new errors.CassetteGuardrailError({
    cassette: page.cassette,
    guardrail: 'stuck',
    lane: 'main',
    calls: [{ position: 2, ...page.asked }],
    positions: [2, 4, 6, 8],
  }),
  new errors.CassetteStepError(
    { step: 'plan a trip > book Bern', failureMessage: 'no table found in Bern', calls: 3, tokens: 1204 },
    [new TypeError('tables is not iterable'), new Error('nobody answered the phone')],
  ),
  new errors.CassetteDuplexError({
    call: 'POST bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-sonic-v1:0/invoke-with-bidirectional-stream',
    host: 'bedrock-runtime.us-east-1.amazonaws.com',
    mode: 'replay',
    modeSource: 'default',
  }),
  new errors.CassetteUnseenError({
    call: 'POST api.openai.com/v1/chat/completions',
    host: 'api.openai.com',
    from: 'process',
  }),
  new errors.CassettePlaceholderError({
    call: 'GET api.openai.com/v1/files',
    at: 'header authorization',
    placeholder: '[REDACTED:access-token.1]',
    command: "npx vitest test/agent.test.ts -t 'books a table'",
  }),
  new errors.CassetteRedactorError({ redactor: 'emails', module: './test/redactors.ts', did: 'threw TypeError' }),
  new errors.UnsafeCassetteError({
    cassette: page.cassette,
    test: 'books a table',
    found: [{ at: 'interactions[1].response.body.json.debug.auth', rule: 'slack', excerpt: 'xoxb-…(57 characters)' }],
  }),
  new errors.OfflineRequestError({
    address: 'GET https://status.example.com/api',
    host: 'status.example.com',
    test: 'books a table',
    callSite: 'src/status.ts:12:20',
  }),
  new errors.BudgetExceededError({
    limit: 'calls',
    allowed: 100,
    calls: 100,
    tokens: 21_340,
    call: page.asked.call,
    command: page.command,
  }),
]
