import { expect, test } from 'vitest'
import { safeRequestHeaders, safeResponseHeaders, withheldHeaders } from '../../../src/redact/stored-headers.ts'

const secretHeaders = `
authorization proxy-authorization cookie set-cookie set-cookie2 x-api-key api-key apikey x-apikey x-goog-api-key
x-goog-user-project x-goog-iam-authorization-token x-serverless-authorization x-amz-security-token x-amz-content-sha256
x-amz-date openai-organization openai-project anthropic-organization-id anthropic-workspace-id x-stainless-helper
sec-websocket-protocol sec-websocket-key ocp-apim-subscription-key x-auth-token x-access-token x-session-token x-csrf-token
x-xsrf-token x-forwarded-for x-real-ip x-user-id x-client-cert x-hf-token x-gitlab-token private-token x-vault-token
cf-access-client-secret cf-access-jwt-assertion cf-ray x-request-key helicone-auth x-portkey-api-key x-portkey-virtual-key
x-litellm-api-key ratelimit-policy x-ratelimit-user x-langsmith-api-key x-groq-key x-cassette-origin x-ms-client-principal www-authenticate
proxy-authenticate authentication-info x-openrouter-key fly-client-ip user-agent referer origin host date
`
  .trim()
  .split(/\s+/)

test.each(['lower', 'upper', 'title'])(
  'no header that may carry a key or say who asked survives, in %s case',
  (style) => {
    const cased = (name: string): string =>
      style === 'upper'
        ? name.toUpperCase()
        : style === 'title'
          ? name.replace(/(^|-)\w/g, (part) => part.toUpperCase())
          : name
    const headers = new Headers(secretHeaders.map((name) => [cased(name), 'SECRET']))
    headers.set(cased('content-type'), 'application/json')
    expect(safeRequestHeaders(headers)).toEqual({ 'content-type': 'application/json' })
    expect(safeResponseHeaders(headers)).toEqual({ 'content-type': 'application/json' })
  },
)

test('headers of the connection are not stored; a content-encoding stays only with an undecoded answer', () => {
  const names = [
    'content-encoding',
    'content-length',
    'transfer-encoding',
    'connection',
    'keep-alive',
    'trailer',
    'te',
    'upgrade',
  ]
  const headers = new Headers(names.map((name) => [name, 'x']))
  expect([safeRequestHeaders(headers), safeResponseHeaders(headers)]).toEqual([{}, { 'content-encoding': 'x' }])
})

test('request headers about the content are stored, sorted by name', () => {
  const headers = new Headers({
    Prefer: 'wait',
    'Anthropic-Version': '2023-06-01',
    'anthropic-beta': 'a,b',
    Accept: '*/*',
    'openai-beta': 'assistants=v2',
  })
  expect(Object.entries(safeRequestHeaders(headers))).toEqual([
    ['accept', '*/*'],
    ['anthropic-beta', 'a,b'],
    ['anthropic-version', '2023-06-01'],
    ['openai-beta', 'assistants=v2'],
    ['prefer', 'wait'],
  ])
})

test.each([
  'content-type',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'request-id',
  'x-request-id',
  'apim-request-id',
  'x-generation-id',
  'mistral-correlation-id',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
  'x-ratelimitbysize-remaining-minute',
  'ratelimit-remaining',
  'anthropic-ratelimit-output-tokens-reset',
  'openai-processing-ms',
  'openai-model',
  'x-amzn-requestid',
  'x-amzn-errortype',
  'x-amzn-bedrock-input-token-count',
  'x-goog-upload-status',
  'etag',
  'access-control-allow-origin',
  'access-control-expose-headers',
])('%s of a response is stored', (name) => {
  expect(safeResponseHeaders(new Headers({ [name]: 'x' }))).toEqual({ [name]: 'x' })
})

test.each([
  [
    'location',
    'https://me:pw@x.example/y?access_token=SECRET&a=1#SECRET',
    'https://x.example/y?access_token=[REDACTED:access-token]&a=1',
  ],
  ['location', '/y?access_token=SECRET&a=1', '/y?access_token=[REDACTED:access-token]&a=1'],
  ['location', '../y?a=1&sig=SECRET#SECRET', '../y?a=1&sig=[REDACTED:sig]'],
  ['location', '//x.example/y?sig=SECRET', '//x.example/y?sig=[REDACTED:sig]'],
  ['content-location', '?api_key=SECRET', '?api_key=[REDACTED:api-key]'],
  ['operation-location', 'https://x.example/op?api-version=1', 'https://x.example/op?api-version=1'],
  [
    'x-goog-upload-url',
    'https://x.example/upload?upload_id=AAbd7x9KqLm3TzR1pWvY0uHs&upload_protocol=resumable',
    'https://x.example/upload?upload_id=[REDACTED:upload-id]&upload_protocol=resumable',
  ],
  [
    'link',
    '<https://x.example/y?page=2&api_key=SECRET>; rel="next", </z?sig=SECRET>; rel=last',
    '<https://x.example/y?page=2&api_key=[REDACTED:api-key]>; rel="next", </z?sig=[REDACTED:sig]>; rel=last',
  ],
])('an address in %s is stored without its secrets', (name, value, safe) => {
  expect(safeResponseHeaders(new Headers({ [name]: value }))).toEqual({ [name]: safe })
})

test.each([
  'mcp-session-id',
  'x-session-id',
  'x-upload-id',
  'x-guploader-uploadid',
  'x-ms-operation-id',
  'x-goog-upload-url',
  'operation-location',
])('an app that sends %s back finds it in a replay', (name) => {
  expect(safeResponseHeaders(new Headers({ [name]: 'https://files.example.com/1' }))).toHaveProperty(name)
})

test('an answer names the headers that an app may need and that are not stored', () => {
  const headers = new Headers({
    'x-next-page': '2',
    'x-internal': 'a',
    date: 'today',
    'cf-ray': '1',
    'set-cookie': 'a=b',
  })
  headers.set('x-api-key', 'secret')
  headers.set('etag', '"1"')
  expect(withheldHeaders(headers, ['x-internal'])).toEqual(['x-next-page'])
  expect(safeResponseHeaders(headers, undefined, { own: ['x-next-page'] })).toEqual({ etag: '"1"', 'x-next-page': '2' })
})
