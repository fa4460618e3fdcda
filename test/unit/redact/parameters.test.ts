import { expect, test } from 'vitest'
import type { StoredRequest } from '../../../src/cassette/interaction.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { shapedKey } from '../support/secrets.ts'

const redaction = createRedaction({
  credentials: [['MY_SERVICE_TOKEN', 'correct-horse-battery']],
  paths: [],
  keep: ['demo-*'],
  isSecretAt: (address, name) => address.startsWith('https://x.google/') && name === 'key',
})
const key = shapedKey('openai-key')
const page = 'r2t5a8k1m4p7v0c3b6n9x2z5'

const forms: ReadonlyArray<readonly [string, string]> = [
  ['code=US&token=BTC&issueKey=ABC-1', 'code=US&token=BTC&issueKey=ABC-1'],
  [`code=${page}`, 'code=[REDACTED:code]'],
  // A label in a text would make it a secret.
  [`page_token=${page}&next_token=${page}`, `page_token=${page}&next_token=${page}`],
  ['password=hunter2&client_secret=abc', 'password=[REDACTED:password]&client_secret=[REDACTED:client-secret]'],
  [`q=my+key+${key}&${key}=1`, 'q=my+key+[REDACTED:openai-key]&[REDACTED:openai-key]=1'],
  ['code=correct-horse-battery', 'code=[REDACTED:my-service-token]'],
  [`api_key=demo-1&token=demo-${page}`, `api_key=demo-1&token=demo-${page}`],
]

test.each(forms)('%s, in a query and in a form', (given, safe) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
  const request: StoredRequest = {
    method: 'POST',
    url: `https://x.example/v1/${key}?${given}`,
    headers,
    body: { text: given },
  }
  const once = redaction.request(request)
  expect(once).toEqual({ ...request, url: `https://x.example/v1/[REDACTED:openai-key]?${safe}`, body: { text: safe } })
  expect(redaction.request(once)).toBe(once)
  expect(redaction.response({ status: 200, headers, body: { text: given } }).body).toEqual({ text: safe })
})

test('a secret parameter of one provider is not secret elsewhere', () => {
  const url = (host: string): string => redaction.request({ method: 'GET', url: `https://${host}/v1?key=AB` }).url
  expect([url('x.google'), url('x.example')]).toEqual([
    'https://x.google/v1?key=[REDACTED:key]',
    'https://x.example/v1?key=AB',
  ])
})

test('a path of redact removes a whole form', () => {
  const own = createRedaction({ credentials: [], paths: ['request.body.text'], keep: [] })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const request = own.request({ method: 'POST', url: 'https://x.example/', headers, body: { text: 'a=1' } })
  expect(request.body).toEqual({ text: '[REDACTED:text]' })
})

const url = 'https://x.example/v1/users/ann?q=ann&b=2'

test.each([
  ['?q', 'https://x.example/v1/users/ann?q=[REDACTED:q]&b=2'],
  ['request.url', 'https://x.example/[REDACTED:url]'],
  ['request url', 'https://x.example/[REDACTED:url]'],
])('redact takes %s', (path, safe) => {
  const own = createRedaction({ credentials: [], paths: [path], keep: [] })
  const once = own.request({ method: 'GET', url })
  expect(once.url).toBe(safe)
  expect(own.request(once)).toBe(once)
})

test.each(['header x-tenant', 'request.headers.x-tenant'])('redact takes %s', (path) => {
  const own = createRedaction({ credentials: [], paths: [path], keep: [] })
  const { headers } = own.request({ method: 'GET', url, headers: { 'x-tenant': 'acme' } })
  expect(headers).toEqual({ 'x-tenant': '[REDACTED:x-tenant]' })
})

test.each(['messages[0].content', 'request.body.json.messages[0].content'])('redact takes %s', (path) => {
  const own = createRedaction({ credentials: [], paths: [path], keep: [] })
  const json = { messages: [{ content: 'I am Ann' }, { content: 'I am Bob' }] }
  expect(own.request({ method: 'POST', url, body: { json } }).body).toEqual({
    json: { messages: [{ content: '[REDACTED:content]' }, { content: 'I am Bob' }] },
  })
})

test.each(['content[0].input.password', 'response.body.json.content', '**.password'])(
  'keep takes the place %s',
  (place) => {
    const own = createRedaction({ credentials: [], paths: [], keep: [place] })
    const body = { json: { content: [{ input: { password: 'hunter2' } }] } }
    expect(own.response({ status: 200, body }).body).toBe(body)
  },
)

test('keep takes a parameter by its place', () => {
  const own = createRedaction({ credentials: [], paths: [], keep: ['?password'] })
  const given = { method: 'GET', url: 'https://x.example/v1?password=hunter2' }
  expect(own.request(given)).toBe(given)
})
