import { describe, expect, test } from 'vitest'
import type { StoredFailure } from '../../../src/cassette/interaction.ts'
import { diagnose } from '../../../src/diagnostics/diagnose.ts'
import type { End, Exchange, ToolAnnouncement } from '../../../src/diagnostics/exchange.ts'
import { diagnosticsSchema } from '../../../src/diagnostics/diagnostics-schema.ts'
import { call, exchange, lookUp, reset, say, sse, stop, think, withResult } from './traffic.ts'

function told(exchanges: readonly Exchange[], tools: readonly ToolAnnouncement[] = []): string[] {
  const diagnostics = diagnosticsSchema.parse(diagnose({ exchanges, tools }))
  const { recommendation, confidence, reason } = diagnostics.retry_safety
  return [diagnostics.summary_key, recommendation, confidence, reason]
}

const code = (name: string): StoredFailure => ({
  name: 'TypeError',
  message: 'fetch failed',
  cause: { name: 'Error', message: 'x', code: name },
})
const failedAt = (at: number): End => ({ how: 'failed', failure: reset, at })
const api = (status: number, error: object = {}): Exchange => exchange({ status, body: { json: { error } } })
const answered = exchange({ body: sse(say('Hello'), stop) })
const tooled = exchange({ body: sse(...lookUp) })
const after = { startedAt: 10, json: withResult }

test.each<[string, Exchange[], string[]]>([
  ['nothing at all', [], ['success.completed', 'unknown', 'high', 'completed_without_failure']],
  ['an answer', [answered], ['success.completed', 'unknown', 'high', 'completed_without_failure']],
  [
    'a break before anything came',
    [exchange({ failed: code('ECONNRESET') })],
    [
      'external_stream_disconnect.transport_failure',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  [
    'a break after text',
    [exchange({ body: sse(say('Hel')), failure: reset })],
    ['external_stream_disconnect.provider_progress_socket_closed', 'do_not_auto_retry', 'high', 'visible_output_seen'],
  ],
  [
    'a break after reasoning',
    [exchange({ body: sse(think('hm')), failure: code('ECONNRESET') })],
    [
      'external_stream_disconnect.provider_progress_transport_failure',
      'candidate_safe_auto_retry',
      'medium',
      'reasoning_only_without_final_text',
    ],
  ],
  [
    'a break in the input of a tool',
    [exchange({ body: sse(...lookUp.slice(0, 1)), failure: reset })],
    [
      'external_stream_disconnect.tool_input_disconnect',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  [
    'a break after the input of a tool',
    [exchange({ body: sse(...lookUp), failure: reset })],
    [
      'external_stream_disconnect.provider_progress_socket_closed',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  [
    'a client that waited in vain',
    [exchange({ failed: code('UND_ERR_HEADERS_TIMEOUT') })],
    [
      'external_stream_disconnect.watchdog_timeout',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  ...(
    [
      ['AggregateError', '', 'ETIMEDOUT'],
      ['Error', 'connect ETIMEDOUT 203.0.113.1:443', 'ETIMEDOUT'],
      ['Error', 'Client network socket disconnected before secure TLS connection was established', 'ECONNRESET'],
    ] as const
  ).map(([name, message, code]): [string, Exchange[], string[]] => [
    `nothing was sent: ${name} ${message}`,
    [exchange({ failed: { name: 'TypeError', message: 'fetch failed', cause: { name, message, code } } })],
    ['request_setup_failure.request_setup_failed', 'unknown', 'low', 'unknown'],
  ]),
  [
    'nothing came for too long',
    [exchange({ failed: code('ETIMEDOUT') })],
    [
      'external_stream_disconnect.watchdog_timeout',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  [
    'no such host',
    [exchange({ failed: code('ENOTFOUND') })],
    ['request_setup_failure.request_setup_failed', 'unknown', 'low', 'unknown'],
  ],
  ['a miss', [exchange(undefined, { refusal: 'miss' })], ['request_setup_failure.miss', 'unknown', 'low', 'unknown']],
  [
    'an exhausted answer',
    [answered, exchange(undefined, { refusal: 'exhausted', startedAt: 5 })],
    ['request_setup_failure.exhausted', 'unknown', 'low', 'unknown'],
  ],
  [
    'a refusal of what is not local',
    [exchange(undefined, { refusal: 'offline' })],
    ['request_setup_failure.offline', 'unknown', 'low', 'unknown'],
  ],
  [
    'an error in the middle of a stream',
    [exchange({ body: sse(think('hm'), { error: { type: 'overloaded_error', message: 'busy' } }) })],
    ['provider_api_error.server_overload', 'candidate_safe_auto_retry', 'medium', 'provider_transient_failure'],
  ],
  [
    'an error after text',
    [exchange({ body: sse(say('Hel'), { error: { type: 'overloaded_error' } }) })],
    ['provider_api_error.server_overload', 'do_not_auto_retry', 'high', 'visible_output_seen'],
  ],
  [
    'the app gave up',
    [exchange({ body: sse(think('hm')), aborted: true }, { how: 'aborted' })],
    ['client_abort.lifecycle_close', 'do_not_auto_retry', 'medium', 'local_abort_or_lifecycle_close'],
  ],
  [
    'the app gave up before an answer',
    [exchange({ failed: { name: 'AbortError', message: 'This operation was aborted' } }, { how: 'aborted' })],
    ['client_abort.lifecycle_close', 'do_not_auto_retry', 'medium', 'local_abort_or_lifecycle_close'],
  ],
  [
    'the app hung up when all was said',
    [exchange({ body: sse(say('Hello'), stop), aborted: true }, { how: 'aborted' })],
    ['success.completed', 'unknown', 'high', 'completed_without_failure'],
  ],
  [
    'somebody closed it',
    [exchange({ body: sse(think('hm')), aborted: true })],
    ['unknown_scope_close.missing_lifecycle_provenance', 'unknown', 'low', 'unknown'],
  ],
  [
    'the test timed out',
    [exchange({ body: sse(think('hm')), aborted: true }, { how: 'timeout' })],
    ['known_lifecycle_close.lifecycle_close', 'do_not_auto_retry', 'medium', 'local_abort_or_lifecycle_close'],
  ],
  [
    'something nobody has seen',
    [exchange({ failed: { name: 'Error', message: 'what?' } })],
    ['unknown_failure.unknown', 'unknown', 'low', 'unknown'],
  ],
  [
    'a retry made it good',
    [exchange({ status: 429 }), exchange({ body: sse(say('Hello'), stop) }, { startedAt: 5 })],
    ['success.completed', 'unknown', 'high', 'completed_without_failure'],
  ],
  [
    'a retry made it good, and something else failed before',
    [
      exchange({ status: 429 }, { startedAt: 5 }),
      exchange({ body: sse(say('Hello'), stop) }, { startedAt: 9 }),
      exchange({ status: 401 }, { startedAt: 7, json: { messages: [] } }),
    ],
    ['provider_api_error.auth', 'do_not_auto_retry', 'high', 'provider_terminal_failure'],
  ],
  [
    'a slow break that the app got over, then a refusal: the app did not survive the refusal',
    [
      exchange(
        {
          body: sse(think('hm')),
          failure: reset,
          chunks: [
            [5, 9],
            [1500, 0],
          ],
        },
        { end: failedAt(6) },
      ),
      exchange({ status: 400 }, { startedAt: 7, json: { messages: [] } }),
    ],
    ['provider_api_error.invalid_request', 'do_not_auto_retry', 'high', 'provider_terminal_failure'],
  ],
  [
    'the same twice at the same time, one of them refused: the other made nothing good',
    [
      exchange({ status: 429 }, { answeredAt: 9, end: { how: 'complete', at: 9 } }),
      exchange({ body: sse(say('Hello'), stop) }, { startedAt: 1 }),
    ],
    ['provider_api_error.rate_limit', 'candidate_safe_auto_retry', 'medium', 'provider_transient_failure'],
  ],
  [
    'an attempt that still goes on has made nothing good',
    [exchange({ status: 429 }), exchange({ body: sse(think('hm')) }, { startedAt: 5, how: 'open' })],
    ['provider_api_error.rate_limit', 'candidate_safe_auto_retry', 'medium', 'provider_transient_failure'],
  ],
  [
    'the app left a stream that was recorded whole: the received part counts',
    [
      exchange(
        { body: sse(think('hm'), say('Hello'), stop) },
        { received: { status: 200, body: sse(think('hm')) }, how: 'closed' },
      ),
    ],
    ['unknown_scope_close.missing_lifecycle_provenance', 'unknown', 'low', 'unknown'],
  ],
  [
    'all attempts failed, one of them after text',
    [exchange({ failed: code('ECONNRESET') }), exchange({ body: sse(say('H')), failure: reset }, { startedAt: 5 })],
    ['external_stream_disconnect.transport_failure', 'do_not_auto_retry', 'high', 'visible_output_seen'],
  ],
  [
    'the earliest counts, not what clean-up did',
    [
      exchange({ body: sse(think('hm')), aborted: true }, { how: 'test-ended', startedAt: 30, json: { messages: [] } }),
      exchange({ failed: code('ECONNRESET') }, { startedAt: 20 }),
    ],
    [
      'external_stream_disconnect.transport_failure',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
  [
    'a tool ran, then the provider hung up',
    [tooled, exchange({ failed: code('ECONNRESET') }, after)],
    ['external_stream_disconnect.transport_failure', 'do_not_auto_retry', 'high', 'unsafe_side_effect_started'],
  ],
  [
    'the results of another day are no tools of this run',
    [exchange({ failed: code('ECONNRESET') }, after)],
    [
      'external_stream_disconnect.transport_failure',
      'candidate_safe_auto_retry',
      'medium',
      'no_visible_output_or_tool_execution',
    ],
  ],
])('%s', (_, exchanges, expected) => {
  expect(told(exchanges)).toEqual(expected)
})

/** Gemini's message for any limit. */
function gemini429(quotaId?: string): object {
  const type = 'type.googleapis.com/google.rpc'
  return {
    code: 429,
    message: 'You exceeded your current quota, please check your plan and billing details.',
    status: 'RESOURCE_EXHAUSTED',
    details: [
      ...(quotaId === undefined ? [] : [{ '@type': `${type}.QuotaFailure`, violations: [{ quotaId }] }]),
      { '@type': `${type}.RetryInfo`, retryDelay: '34s' },
    ],
  }
}

test.each<[number, object, string, boolean]>([
  [400, { type: 'invalid_request_error' }, 'invalid_request', false],
  [400, { type: 'authentication_error' }, 'auth', false],
  [401, {}, 'auth', false],
  [402, {}, 'quota_exhausted', false],
  [403, {}, 'auth', false],
  [404, {}, 'invalid_request', false],
  [429, { type: 'rate_limit_error' }, 'rate_limit', true],
  [429, { type: 'insufficient_quota' }, 'quota_exhausted', false],
  [429, { message: 'You exceeded your current quota' }, 'quota_exhausted', false],
  [400, { message: 'Your credit balance is too low', type: 'invalid_request_error' }, 'quota_exhausted', false],
  [408, {}, 'server_overload', true],
  [409, {}, 'unknown', true],
  [409, { type: 'conflict_error' }, 'unknown', true],
  // Real answers of Perplexity, Groq, xAI, Gemini, Bedrock and Anthropic.
  [400, { message: 'too long', type: 'too_many_prompt_tokens', code: 400 }, 'invalid_request', false],
  [429, { message: 'Rate limit reached', type: 'tokens', code: 'rate_limit_exceeded' }, 'rate_limit', true],
  [429, gemini429('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'), 'rate_limit', true],
  [429, gemini429(), 'rate_limit', true],
  [429, gemini429('GenerateRequestsPerDayPerProjectPerModel-FreeTier'), 'quota_exhausted', false],
  [429, { code: 429, message: 'Resource has been exhausted', status: 'RESOURCE_EXHAUSTED' }, 'rate_limit', true],
  [429, { __type: 'ThrottlingException', message: 'Too many tokens, please wait' }, 'rate_limit', true],
  [429, { code: 'too_many_requests', message: 'x' }, 'rate_limit', true],
  [404, { message: 'model: claude-sonet-4-5', type: 'not_found_error' }, 'invalid_request', false],
  [503, { code: 503, message: 'The model is overloaded', status: 'UNAVAILABLE' }, 'server_overload', true],
  [500, {}, 'server_overload', true],
  [529, { type: 'overloaded_error' }, 'server_overload', true],
])('status %d %j is %s', (status, error, kind, retryable) => {
  expect(diagnose({ exchanges: [api(status, error)], tools: [] }).api_error).toEqual({ kind, retryable, status })
})

test.each<[string, number, object, string, boolean]>([
  ['azure', 401, { error: { code: '401', message: 'Access denied due to invalid subscription key' } }, 'auth', false],
  ['bedrock', 403, { message: 'The security token included in the request is expired' }, 'auth', false],
  ['bedrock', 400, { message: 'The provided model identifier is invalid.' }, 'invalid_request', false],
  ['cohere', 400, { error_type: 'TOO_MANY_TOKENS', message: 'too many tokens' }, 'invalid_request', false],
  ['groq', 400, { error: { code: 'tool_use_failed', type: 'invalid_request_error' } }, 'invalid_request', false],
  ['ollama', 404, { error: "model 'x' not found" }, 'invalid_request', false],
  ['openai', 401, { error: { type: 'invalid_request_error', code: 'invalid_api_key' } }, 'auth', false],
  ['openai', 404, { error: { type: 'invalid_request_error', code: 'model_not_found' } }, 'invalid_request', false],
  ['openrouter', 401, { error: { message: 'No cookie auth credentials found', code: 401 } }, 'auth', false],
  ['perplexity', 400, { error: { type: 'too_many_prompt_tokens', code: 400 } }, 'invalid_request', false],
  ['vertex', 404, { error: { code: 404, status: 'NOT_FOUND', details: [] } }, 'invalid_request', false],
  ['voyage', 400, { detail: 'Model x is not supported.' }, 'invalid_request', false],
])('the answer of %s with %i %j is %s', (_, status, json, kind, retryable) => {
  const refused = exchange({ status, body: { json } })
  expect(diagnose({ exchanges: [refused], tools: [] }).api_error).toEqual({ kind, retryable, status })
})

describe('tools', () => {
  const announced = (effect: ToolAnnouncement['effect'], outcome?: 'completed' | 'failed'): ToolAnnouncement[] => [
    { name: 'look', effect, at: 5, ...(outcome && { outcome }) },
  ]
  const broken = exchange({ failed: code('ECONNRESET') }, after)

  test('a tool that only reads: the user is asked', () => {
    expect(told([tooled, broken], announced('read_only', 'completed'))).toEqual([
      'external_stream_disconnect.transport_failure',
      'ask_user',
      'medium',
      'tool_execution_started',
    ])
  })

  test.each(['local_file_write', 'local_process', 'unknown'] as const)('%s is not safe to repeat', (effect) => {
    expect(told([tooled, broken], announced(effect))).toContain('unsafe_side_effect_started')
  })

  test('a tool that starts after the failure does not count', () => {
    const early = exchange({ failed: code('ECONNRESET') }, { startedAt: 1 })
    expect(told([early], announced('unknown'))).toContain('no_visible_output_or_tool_execution')
  })

  test('a failed tool is the cause, whether the app or the request reports it', () => {
    const error = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', is_error: true }] }
    const expected = ['tool_failure.tool_execution_failed', 'do_not_auto_retry', 'high', 'unsafe_side_effect_started']
    expect(told([tooled], announced('unknown', 'failed'))).toEqual(expected)
    expect(told([tooled, exchange({ body: sse(stop) }, { startedAt: 9, json: { messages: [error] } })])).toEqual(
      expected,
    )
  })

  test('a failure counts from its end, together with the answer that requested the tool', () => {
    const asked = exchange({ body: sse(say('One moment.'), ...lookUp) })
    const refused = exchange({ status: 401 }, { startedAt: 8, json: { messages: [] } })
    const failing = [{ ...announced('read_only', 'failed')[0]!, endedAt: 9 }]
    expect(told([asked, refused], failing)[0]).toBe('provider_api_error.auth')
    expect(told([asked], failing)).toEqual([
      'tool_failure.tool_execution_failed',
      'do_not_auto_retry',
      'high',
      'visible_output_seen',
    ])
  })

  const tools = (exchanges: Exchange[], announcements: ToolAnnouncement[]): string[] =>
    diagnose({ exchanges, tools: announcements }).evidence.flatMap((one) =>
      'source' in one && one.source === 'tool' ? `${one.at} ${one.type}` : [],
    )
  const failedResult = [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', is_error: true }] }]

  test.each<[string, 'completed' | 'failed' | undefined, object, string[]]>([
    ['only begun, until its result is carried back', undefined, withResult, ['10 tool_execution_completed']],
    ['completed, once', 'completed', withResult, ['7 tool_execution_completed']],
    ['failed, once', 'failed', { messages: failedResult }, ['7 tool_failed']],
    ['completed with a result that is an error', 'completed', { messages: failedResult }, ['10 tool_failed']],
  ])('an announced tool is %s', (_, outcome, json, ended) => {
    const announcement = { name: 'look', effect: 'read_only', at: 5, ...(outcome && { outcome, endedAt: 7 }) } as const
    const next = exchange({ body: sse(stop) }, { startedAt: 10, json })
    expect(tools([tooled, next], [announcement])).toEqual(['5 tool_execution_started', ...ended])
  })
})

test('a stream cut anywhere is classified by the received part', () => {
  const events = [think('hm'), ...lookUp.slice(0, 2), say('Hello'), stop]
  const keys = events.map((_, index) => {
    const body = sse(...events.slice(0, index))
    return told([exchange({ body, failure: reset })])
      .slice(0, 2)
      .join(' ')
  })
  const retry = 'candidate_safe_auto_retry'
  expect(keys).toEqual([
    `external_stream_disconnect.transport_failure ${retry}`,
    `external_stream_disconnect.provider_progress_socket_closed ${retry}`,
    `external_stream_disconnect.tool_input_disconnect ${retry}`,
    `external_stream_disconnect.tool_input_disconnect ${retry}`,
    'external_stream_disconnect.tool_input_disconnect do_not_auto_retry',
  ])
})

describe('evidence', () => {
  test('is in the order of time, with the arrival of each event', () => {
    const body = sse(say('Hel'), say('lo'), stop)
    const size = (count: number): number => sizeOf(body.sse.slice(0, count))
    const chunks = [
      [5, size(1)],
      [7, size(2) - size(1)],
      [2, size(3) - size(2)],
    ] as const
    const { evidence } = diagnose({ exchanges: [exchange({ body, chunks }, { startedAt: 100 })], tools: [] })
    expect(evidence.map((one) => ('at' in one ? `${one.at} ${one.type}` : one.type))).toEqual([
      '100 request_sent',
      '105 response_started',
      '105 provider_progress',
      '105 text_output_started',
      '112 provider_progress',
      '114 answer_completed',
    ])
  })

  test('a call of a tool, its input, its result', () => {
    const { evidence } = diagnose({ exchanges: [tooled, exchange({ body: sse(stop) }, after)], tools: [] })
    const types = evidence.flatMap((one) => ('tool' in one ? `${one.type} ${one.tool} ${one.call}` : []))
    expect(types).toEqual([
      'tool_input_started look 1',
      'tool_input_completed look 1',
      'tool_call_materialized look 1',
      'tool_execution_completed look 2',
    ])
  })

  test('at most 24 are exported: the first 8, the last 5, every end of a call with its neighbours, and how many are not', () => {
    const many = Array.from({ length: 60 }, (_, index) => say(String(index)))
    const exchanges = [
      exchange({ body: sse(...many), failure: reset }),
      exchange({ body: sse(...many, stop) }, { startedAt: 5, json: { messages: [] } }),
    ]
    const all = diagnose({ exchanges, tools: [] }).evidence
    expect(all.length).toBeLessThanOrEqual(24)
    expect(all[8]).toEqual({ type: 'evidence_omitted', count: 128 - 16 })
    expect(all.slice(0, 2).map(({ type }) => type)).toEqual(['request_sent', 'response_started'])
    expect(all.at(-1)?.type).toBe('answer_completed')
    expect(all.map(({ type }) => type)).toContain('transport_failed')
  })

  test('the cause is always exported, also after many recovered calls', () => {
    const recovered = Array.from({ length: 14 }, (_, index) => {
      const json = { messages: [{ content: index }] }
      const startedAt = 100 * index
      const bad = exchange({ status: 429 }, { startedAt, json })
      return [bad, exchange({ body: sse(say('x'), stop) }, { startedAt: startedAt + 50, json })]
    })
    const broken = exchange({ body: sse(say('Hel')), failure: reset }, { startedAt: 1_400, json: { messages: [] } })
    const after = exchange(
      { body: sse(...Array.from({ length: 9 }, () => say('x')), stop) },
      { startedAt: 1_500, json: {} },
    )
    const { evidence } = diagnose({ exchanges: [...recovered.flat(), broken, after], tools: [] })
    const types = evidence.map(({ type }) => type)
    expect(types).toHaveLength(24)
    expect(types.slice(types.indexOf('transport_failed') - 1).slice(0, 3)).toEqual([
      'text_output_started',
      'transport_failed',
      'request_sent',
    ])
  })
})

function sizeOf(events: readonly { data?: unknown }[]): number {
  return Buffer.byteLength(events.map(({ data }) => `data: ${JSON.stringify(data)}\n\n`).join(''))
}

test('tokens are added up over all attempts', () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 4 } }
  const one = exchange({ body: { json: { choices: [], usage } } })
  expect(diagnose({ exchanges: [one, { ...one, startedAt: 5 }], tools: [] }).usage).toEqual({
    input: 20,
    output: 10,
    cached: 8,
    reasoning: 0,
  })
})

test('it holds no private data', () => {
  const secret = 'canary'
  const messages = [{ role: 'user', content: secret }]
  const exchanges = [
    exchange(
      {
        body: sse(
          say(secret),
          think(secret),
          call({ id: secret, function: { name: `${secret}/etc`, arguments: secret } }),
        ),
        headers: { 'x-canary': secret },
        failure: { name: `${secret} x`, message: secret, code: `${secret} y`, cause: { name: 'E', message: secret } },
      },
      { json: { messages } },
    ),
    exchange({ status: 400, body: { json: { error: { type: secret, message: secret } } } }, { startedAt: 5 }),
  ]
  const tools = [{ name: `sk-${secret}`, effect: 'unknown', at: 1 }] as const
  expect(JSON.stringify(diagnosticsSchema.parse(diagnose({ exchanges, tools })))).not.toContain(secret)
})
