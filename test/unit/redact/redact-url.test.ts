import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom } from '../../../src/util/seeded-random.ts'
import { isGenerated } from '../../../src/redact/recognize/random-looking.ts'
import { isSecretParameter, mayBeSecret } from '../../../src/redact/recognize/parameter-names.ts'
import { safeAddress } from '../../../src/redact/redact-url.ts'

const credentialNames = `
api_key api-key apikey apiKey APIKey API_KEY api.key x-api-key x-goog-api-key access_key accessKey access-key-id AWSAccessKeyId
GoogleAccessId secret_key secretKey client_secret clientSecret app_secret secret private_key private_token subscription-key
subscriptionKey Ocp-Apim-Subscription-Key access_token accessToken access-token auth_token authToken refresh_token id_token
session_token sessionToken bearer jwt authorization password passwd pwd passphrase
credential credentials sig signature Signature X-Amz-Signature X-Amz-Credential X-Amz-Security-Token X-Amz-Date X-Goog-Signature
X-Goog-Credential X-Goog-Date Key-Pair-Id sas_token hmac code_verifier assertion client_assertion
user.password auth[token] hf_token bot_token apitoken accesskey authkey secretkey hftoken appsecret urlsignature
`
  .trim()
  .split(/\s+/)

const doubtfulNames = `
key KEY token session session_id sessionId sid auth sas code upload_id uploadId access_id token[] issueKey shard_key
shardKey csrfKey my-token
`
  .trim()
  .split(/\s+/)

/** Generated values: hex, UUIDs, JWTs, base64, codes of OAuth logins, ids of sessions. */
const generated = [
  '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  'da39a3ee5e6b4b0d',
  '123e4567-e89b-42d3-a456-426614174000',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl',
  '4%2F0AX4XfWgT3vQm1ZkPp7-8aN5bJcR2dKeLhYs',
  's%3AqT7wZk2mP9xV4nB8.Jr5LcY1dF6',
  'r2t5a8k1m4p7v0c3b6n9x2z5',
  'AAbd7x9KqLm3TzR1pWvY0uHs',
  'Zm9vYmFyMTIzYmF6NDU2cXV4Nzg5==',
  '84729104857362910485',
]

/** Names that people choose. */
const ordinary = [
  'US',
  'ABC-1',
  'BTC',
  'one',
  'eu-central-1',
  '',
  '42',
  '20261121',
  '1234567890123456',
  'customer-onboarding-v2',
  'feature-2026-01-rollout-v2',
  '2026-11-21T10:02:11Z',
  'getCustomerOrderDetailsById',
  'projects/42/issues/1287/comments',
  'a-long-name-of-a-thing-with-many-words',
  'What is the weather in Rome in 2026?',
  'organisation2026budget',
  'https://example.com/docs/getting-started',
]

const harmlessNames = `
alt beta api-version monkey monkeys turkey donkey hockey keyword keywords keys key_count keyboard max_tokens maxTokens
max_output_tokens tokens token_count token_type pageToken page_token nextPageToken next_page_token continuation_token
continuationToken sync_token syncToken sort_key group_key order_key partition_key cache_key author authority authuser codec
encode encoding design signal assign resign secretary passage model stream limit offset page cursor after before q query
prompt region expand[] deployment id user session_count X-Amz-Algorithm X-Amz-Expires X-Amz-SignedHeaders se sp sv sr
`
  .trim()
  .split(/\s+/)

const secretIn = (name: string, value: string): string => safeAddress(`https://x.example/v1?a=1&${name}=${value}&b=2`)

test.each(credentialNames)('%s is a secret with any value', (name) => {
  expect(mayBeSecret(name)).toBe(true)
  for (const value of ['SECRET', ...generated, ...ordinary]) {
    expect(isSecretParameter(name, value)).toBe(true)
    const safe = secretIn(name, encodeURIComponent(value))
    expect(safe).toMatch(/^https:\/\/x\.example\/v1\?a=1&[^=&]+=\[REDACTED:[a-z0-9-]+\]&b=2$/)
  }
})

test.each(doubtfulNames)('%s is a secret if its value looks generated, else content', (name) => {
  expect(mayBeSecret(name)).toBe(true)
  for (const value of generated) expect(secretIn(name, value), value).toMatch(/a=1&[^=&]+=\[REDACTED:[a-z0-9-]+\]&b=2$/)
  for (const value of ordinary.map(encodeURIComponent))
    expect(secretIn(name, value)).toBe(`https://x.example/v1?a=1&${name}=${value}&b=2`)
  // A redacted value does not count either.
  expect(isSecretParameter(name, '[REDACTED:key]')).toBe(true)
})

test.each(harmlessNames)('%s is content', (name) => {
  expect(mayBeSecret(name)).toBe(false)
  for (const value of ['x', ...generated]) {
    expect(isSecretParameter(name, value)).toBe(false)
    expect(secretIn(name, value)).toBe(`https://x.example/v1?a=1&${name}=${value}&b=2`)
  }
})

test('nearly everything random looks generated', () => {
  const alphabets = ['0123456789abcdef', 'abcdefghijklmnopqrstuvwxyz0123456789']
  const mixed = `${alphabets[1]}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
  const random = seededRandom('generated')
  for (const [alphabet, length] of [
    [alphabets[0]!, 20],
    [alphabets[1]!, 32],
    [mixed, 24],
    [`${mixed}-_`, 43],
  ] as const) {
    const make = (): string => Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
    const missed = Array.from({ length: 1_000 }, make).filter((value) => !isGenerated(value))
    expect(missed.length, `${length} of ${alphabet.length}: ${missed[0]}`).toBeLessThan(10)
  }
})

test('a kept name is content, and a secret parameter of the provider is a secret with any value', () => {
  const rules = {
    isKept: (text: string) => text === 'demo',
    isSecretAt: (url: string, name: string) => url.includes('google') && name === 'key',
  }
  const safe = (url: string): string => safeAddress(url, rules)
  expect(safe('https://x.example/?api_key=demo&token=x')).toBe('https://x.example/?api_key=demo&token=x')
  expect(safe('https://x.example/?api_key=other&key=AB')).toBe('https://x.example/?api_key=[REDACTED:api-key]&key=AB')
  expect(safe('https://x.google/?key=AB&key=demo')).toBe('https://x.google/?key=[REDACTED:key]&key=demo')
})

test.each([
  ['credentials', 'https://me:pw@x.example/v1', 'https://x.example/v1'],
  ['credentials beside a query', 'https://me@x.example/v1?a=1', 'https://x.example/v1?a=1'],
  ['the fragment', 'https://x.example/v1?a=1#access_token=SECRET', 'https://x.example/v1?a=1'],
  [
    'every one of several',
    'https://x.example/?sig=a&sig=b',
    'https://x.example/?sig=[REDACTED:sig]&sig=[REDACTED:sig]',
  ],
  [
    'an encoded name',
    'https://x.example/?%73ig=SECRET&api%5Fkey=SECRET',
    'https://x.example/?%73ig=[REDACTED:sig]&api%5Fkey=[REDACTED:api-key]',
  ],
  ['a value with equals signs', 'https://x.example/?sig=a==&b=c==', 'https://x.example/?sig=[REDACTED:sig]&b=c=='],
  ['an empty value', 'https://x.example/?sig=', 'https://x.example/?sig=[REDACTED:sig]'],
])('%s: no secret is left', (_, url, safe) => {
  expect(safeAddress(url)).toBe(safe)
})

test.each([
  'https://x.example/v1/a%20b?q=a+b%20c&r=%C3%A9&s=a%2Bb',
  'https://x.example/?flag&empty=&=x&&a=1',
  'https://x.example/?list[]=1&list[]=2',
  'https://x.example/?a=%zz',
  'https://x.example:8443/?url=https://y.example/?z=1',
  'https://x.example/key/secret?a=1',
])('%s does not change', (url) => {
  expect(safeAddress(url)).toBe(url)
})

test('a name without a value holds no secret', () => {
  expect(safeAddress('https://x.example/?sig&token')).toBe('https://x.example/?sig&token')
})

const names = fc.oneof(fc.constantFrom(...credentialNames, ...doubtfulNames, ...harmlessNames), fc.webQueryParameters())
const query = fc
  .array(fc.tuple(names, fc.oneof(fc.webQueryParameters(), fc.constantFrom(...generated))), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))

test('redacting twice changes nothing more, and harmless URLs stay byte for byte', () => {
  fc.assert(
    fc.property(fc.webUrl(), query, (base, text) => {
      const safe = safeAddress(`${base}?${text}`)
      expect(safeAddress(safe)).toBe(safe)
      const before = new URL(`${base}?${text}`).search.slice(1).split('&')
      const after = new URL(safe).search.slice(1).split('&')
      expect(after).toHaveLength(before.length)
      after.forEach((pair, index) => /=\[REDACTED:[a-z0-9-]+\]$/.test(pair) || expect(pair).toBe(before[index]))
    }),
    { numRuns: 1_000 },
  )
})
