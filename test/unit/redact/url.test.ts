import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSecretParameter } from '../../../src/redact/secret-name.ts'
import { safeUrl } from '../../../src/redact/url.ts'

const secretNames = `
key KEY api_key api-key apikey apiKey APIKey API_KEY api.key x-api-key x-goog-api-key access_key accessKey access-key-id AWSAccessKeyId
GoogleAccessId secret_key secretKey client_secret clientSecret app_secret secret private_key private_token subscription-key
subscriptionKey Ocp-Apim-Subscription-Key token access_token accessToken access-token auth_token authToken refresh_token id_token
session_token sessionToken session session_id sessionId sid bearer jwt auth authorization password passwd pwd passphrase
credential credentials sig signature Signature X-Amz-Signature X-Amz-Credential X-Amz-Security-Token X-Amz-Date X-Goog-Signature
X-Goog-Credential X-Goog-Date Key-Pair-Id sas sas_token hmac code code_verifier assertion client_assertion upload_id uploadId
auth[token] user.password token[] hf_token bot_token apitoken accesskey authkey secretkey hftoken appsecret urlsignature
`
  .trim()
  .split(/\s+/)

const harmlessNames = `
alt beta api-version monkey monkeys turkey donkey hockey keyword keywords keys key_count keyboard max_tokens maxTokens
max_output_tokens tokens token_count token_type pageToken page_token nextPageToken next_page_token continuation_token
continuationToken sync_token syncToken sort_key group_key order_key partition_key cache_key author authority authuser codec
encode encoding design signal assign resign secretary passage model stream limit offset page cursor after before q query
prompt region expand[] deployment id user session_count X-Amz-Algorithm X-Amz-Expires X-Amz-SignedHeaders se sp sv sr
`
  .trim()
  .split(/\s+/)

test.each(secretNames)('%s is a secret', (name) => {
  expect(isSecretParameter(name)).toBe(true)
  expect(safeUrl(`https://x.example/v1?a=1&${name}=SECRET&b=2`)).toMatch(
    /^https:\/\/x\.example\/v1\?a=1&[^=&]+=\[REDACTED:[a-z0-9-]+\]&b=2$/,
  )
})

test.each(harmlessNames)('%s is content', (name) => {
  expect(isSecretParameter(name)).toBe(false)
  expect(safeUrl(`https://x.example/v1?${name}=x`)).toBe(`https://x.example/v1?${name}=x`)
})

test.each([
  ['credentials', 'https://me:pw@x.example/v1', 'https://x.example/v1'],
  ['credentials beside a query', 'https://me@x.example/v1?a=1', 'https://x.example/v1?a=1'],
  ['the fragment', 'https://x.example/v1?a=1#access_token=SECRET', 'https://x.example/v1?a=1'],
  [
    'every one of several',
    'https://x.example/?key=a&key=b',
    'https://x.example/?key=[REDACTED:key]&key=[REDACTED:key]',
  ],
  [
    'an encoded name',
    'https://x.example/?%6Bey=SECRET&api%5Fkey=SECRET',
    'https://x.example/?%6Bey=[REDACTED:key]&api%5Fkey=[REDACTED:api-key]',
  ],
  ['a value with equals signs', 'https://x.example/?sig=a==&b=c==', 'https://x.example/?sig=[REDACTED:sig]&b=c=='],
  ['an empty value', 'https://x.example/?key=', 'https://x.example/?key=[REDACTED:key]'],
])('%s: nothing of it is left', (_, url, safe) => {
  expect(safeUrl(url)).toBe(safe)
})

test.each([
  'https://x.example/v1/a%20b?q=a+b%20c&r=%C3%A9&s=a%2Bb',
  'https://x.example/?flag&empty=&=x&&a=1',
  'https://x.example/?list[]=1&list[]=2',
  'https://x.example/?a=%zz',
  'https://x.example:8443/?url=https://y.example/?z=1',
  'https://x.example/key/secret?a=1',
])('%s stays as it is', (url) => {
  expect(safeUrl(url)).toBe(url)
})

test('a name without a value holds no secret', () => {
  expect(safeUrl('https://x.example/?key&token')).toBe('https://x.example/?key&token')
})

const names = fc.oneof(fc.constantFrom(...secretNames, ...harmlessNames), fc.webQueryParameters())
const query = fc
  .array(fc.tuple(names, fc.webQueryParameters()), { maxLength: 5 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'))

test('redacting twice changes nothing more, and what is harmless stays byte for byte', () => {
  fc.assert(
    fc.property(fc.webUrl(), query, (base, text) => {
      const safe = safeUrl(`${base}?${text}`)
      expect(safeUrl(safe)).toBe(safe)
      const before = new URL(`${base}?${text}`).search.slice(1).split('&')
      const after = new URL(safe).search.slice(1).split('&')
      expect(after).toHaveLength(before.length)
      after.forEach((pair, index) => /=\[REDACTED:[a-z0-9-]+\]$/.test(pair) || expect(pair).toBe(before[index]))
    }),
    { numRuns: 1_000 },
  )
})
