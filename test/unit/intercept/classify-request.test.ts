import { expect, test } from 'vitest'
import { classify, type RequestKind } from '../../../src/intercept/classify-request.ts'
import { shapeOf } from '../../../src/intercept/request-shape.ts'

const page = { origin: 'http://localhost:3000' }
const upgrade = { upgrade: 'WebSocket' }
const preflight = { ...page, 'access-control-request-method': 'POST' }

interface Row {
  readonly kind: RequestKind
  readonly method: string
  readonly url: string
  readonly headers?: Record<string, string>
  readonly isLive?: true
}

/** The kinds in the order in which they are tried, each with requests that belong to it. */
const table: readonly Row[] = [
  { kind: 'trial', method: 'GET', url: 'https://vitest-cassette.invalid/' },
  { kind: 'trial', method: 'OPTIONS', url: 'https://vitest-cassette.invalid/', headers: preflight },
  { kind: 'token-exchange', method: 'POST', url: 'https://oauth2.googleapis.com/token' },
  { kind: 'token-exchange', method: 'POST', url: 'https://oauth2.googleapis.com./token' },
  { kind: 'live-call', method: 'POST', url: 'https://api.openai.com/v1/responses', isLive: true },
  { kind: 'live-call', method: 'POST', url: 'https://upstream.example.com/v1/responses', isLive: true },
  { kind: 'dropped', method: 'POST', url: 'https://api.openai.com/v1/traces/ingest' },
  {
    kind: 'dropped',
    method: 'OPTIONS',
    url: 'https://o1.ingest.sentry.io/api/4501/envelope/?sentry_version=7',
    headers: preflight,
  },
  { kind: 'dropped', method: 'GET', url: 'https://stats.example.com/pixel' },
  { kind: 'tunnel', method: 'CONNECT', url: 'oauth2.googleapis.com:443' },
  { kind: 'tunnel', method: 'CONNECT', url: 'api.openai.com:443' },
  { kind: 'web-socket', method: 'GET', url: 'https://api.openai.com/v1/realtime', headers: upgrade },
  { kind: 'web-socket', method: 'GET', url: 'https://api.openai.com/v1/realtime', headers: { ...upgrade, ...page } },
  {
    kind: 'full-duplex',
    method: 'POST',
    url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-sonic-v1:0/invoke-with-bidirectional-stream',
    headers: { 'content-type': 'application/vnd.amazon.eventstream' },
  },
  {
    kind: 'full-duplex',
    method: 'POST',
    url: 'https://generativelanguage.googleapis.com/google.ai.generativelanguage.v1beta.GenerativeService/GenerateContent',
    headers: { 'content-type': 'application/grpc+proto' },
  },
  { kind: 'preflight', method: 'OPTIONS', url: 'https://api.openai.com/v1/responses', headers: preflight },
  { kind: 'preflight', method: 'OPTIONS', url: 'https://llm.example.com/v1/chat/completions', headers: preflight },
  { kind: 'provider', method: 'POST', url: 'https://api.openai.com/v1/responses' },
  { kind: 'provider', method: 'GET', url: 'https://api.openai.com/v1/models' },
  { kind: 'provider', method: 'POST', url: 'https://api.openai.com/v1/responses', headers: page },
  { kind: 'provider', method: 'OPTIONS', url: 'https://api.openai.com/v1/responses', headers: page },
  { kind: 'provider-shaped', method: 'POST', url: 'https://llm.example.com/v1/chat/completions' },
  { kind: 'outside', method: 'GET', url: 'https://huggingface.co/team/model/resolve/main/model.onnx' },
  { kind: 'provider', method: 'POST', url: 'http://localhost:11434/api/chat' },
  { kind: 'provider', method: 'GET', url: 'https://included.example.com/status' },
  { kind: 'outside', method: 'GET', url: 'https://llm.example.com/v1/chat/completions' },
  { kind: 'outside', method: 'GET', url: 'https://example.com/' },
  { kind: 'outside', method: 'POST', url: 'http://localhost:3000/v1/chat/completions' },
  { kind: 'outside', method: 'CONNECT', url: 'example.com:443' },
  { kind: 'outside', method: 'GET', url: 'https://example.com/', headers: upgrade },
  { kind: 'outside', method: 'OPTIONS', url: 'https://example.com/', headers: preflight },
  { kind: 'outside', method: 'POST', url: 'https://api.openai.com/v1/files' },
]

const settings = {
  include: ['included.example.com'],
  exclude: ['https://api.openai.com/v1/files'],
  drop: ['telemetry', 'stats.example.com'],
  offline: false,
  allow: [],
}

test.each(table)('$kind: $method $url', ({ kind, method, url, headers = {}, isLive }) => {
  expect(kindOf(method, url, headers, isLive)).toBe(kind)
})

test.each(table.filter(({ isLive }) => isLive !== true))(
  'an offline run leaves it $kind: $method $url',
  ({ kind, method, url, headers = {} }) => {
    const rules = { settings: { ...settings, offline: true }, liveHosts: new Set<string>() }
    expect(kindOf(method, url, headers, undefined, rules)).toBe(kind)
  },
)

test('a live call is no way out of an offline run to a place that no live call of ours goes to', () => {
  const rules = { settings: { ...settings, offline: true }, liveHosts: new Set<string>() }
  expect(kindOf('GET', 'https://example.com/', {}, true, rules)).toBe('outside')
  expect(kindOf('POST', 'https://api.openai.com/v1/responses', {}, true, rules)).toBe('provider')
})

test('a host of tokens that the user includes or excludes is like any other', () => {
  const url = 'https://oauth2.googleapis.com/token'
  const by = (patterns: { include?: string[]; exclude?: string[] }): RequestKind =>
    kindOf('POST', url, {}, undefined, { settings: { ...settings, ...patterns }, liveHosts: new Set() })
  expect(by({ include: ['oauth2.googleapis.com'] })).toBe('provider')
  expect(by({ exclude: ['oauth2.googleapis.com'] })).toBe('outside')
})

test('a tunnel to a port that the user includes without TLS is one to a provider', () => {
  const by = (patterns: { include?: string[]; exclude?: string[] }, url: string): RequestKind =>
    kindOf('CONNECT', url, {}, undefined, { settings: { ...settings, ...patterns }, liveHosts: new Set() })
  expect(by({ include: ['http://127.0.0.1:8080'] }, '127.0.0.1:8080')).toBe('tunnel')
  expect(by({ include: ['http://127.0.0.1:8080'] }, '127.0.0.1:8081')).toBe('outside')
  expect(by({ exclude: ['https://api.openai.com'] }, 'api.openai.com:443')).toBe('outside')
})

test('a header that an emulated page hides counts all the same', () => {
  const hidden: Readonly<Record<string, string>> = { upgrade: 'websocket' }
  const request = new Request('https://api.openai.com/v1/realtime')
  const shape = shapeOf(request, (name) => hidden[name])
  expect(classify(shape, { settings, liveHosts: new Set() })).toBe('web-socket')
  expect(shape.url.href).toBe('wss://api.openai.com/v1/realtime')
})

function kindOf(
  method: string,
  url: string,
  headers: Record<string, string>,
  isLive?: true,
  rules: Parameters<typeof classify>[1] = { settings, liveHosts: new Set() },
): RequestKind {
  const all = new Headers(headers)
  const shape = shapeOf({ method, url, headers: all }, (name) => all.get(name) ?? undefined)
  return classify({ ...shape, ...(isLive && { isLive }) }, rules)
}
