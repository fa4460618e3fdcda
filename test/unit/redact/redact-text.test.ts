import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { credentialsOf } from '../../../src/redact/recognize/environment-credentials.ts'
import { keyShapes } from '../../../src/redact/recognize/key-shapes.ts'
import { createRedaction } from '../../../src/redact/redaction.ts'
import { shapedKeys } from '../support/secrets.ts'

const { text: redact } = createRedaction({ credentials: [], paths: [], keep: [] })

describe('keys with a known shape', () => {
  test('every shape has a sample here, of more than 40 services', () => {
    expect([...new Set(shapedKeys.map(([kind]) => kind))].sort()).toEqual(
      [...new Set(keyShapes.map(({ kind }) => kind))].sort(),
    )
    expect(new Set(keyShapes.map(({ kind }) => kind.split('-')[0])).size).toBeGreaterThan(40)
  })

  /** The text in place of a key. The address of a webhook stays. */
  const safeOf = (kind: string, key: string): string =>
    `${/^(https:.*\/(?:services|webhooks\/\d+|webhookb2|v3)\/|Private-Lines: 8\n)/.exec(key)?.[0] ?? ''}[REDACTED:${kind}]`

  test.each(shapedKeys)('%s', (kind, key) => {
    const safe = safeOf(kind, key)
    expect(redact(key)).toBe(safe)
    expect(redact(`Use ${key}, please.`)).toBe(`Use ${safe}, please.`)
    expect(redact(`{"k":"${key}"}`)).toBe(`{"k":"${safe}"}`)
    expect(redact(Buffer.from(`the key is ${key}`).toString('base64'))).toBe(
      Buffer.from(`the key is ${safe}`).toString('base64'),
    )
    const encoded = redact(`q=${encodeURIComponent(key)}&a=1`)
    // Fly's has a blank in it.
    expect(decodeURIComponent(encoded).replace('FlyV1 ', '')).toBe(`q=${safe}&a=1`)
  })

  // In nested JSON, in addresses and in terminal output, a letter may end the text before the key.
  test.each(['\\n', '\\\\n', '\\t', '\\u003d', '%3D', '%20', '\u001b[31m', '\\u001b[0m'])(
    'each of them behind %j',
    (before) => {
      for (const [kind, key] of shapedKeys)
        expect(redact(`a${before}${key} b`), kind).toBe(`a${before}${safeOf(kind, key)} b`)
    },
  )
})

test.each([
  ['password: hunter2', 'password: [REDACTED:password]'],
  ['Password is hunter2.', 'Password is [REDACTED:password].'],
  ['DB_PASSWORD=s3cr3t-v4lue', 'DB_PASSWORD=[REDACTED:password]'],
  ['{"api_key": "a b c d"}', '{"api_key": "[REDACTED:api-key]"}'],
  ['{\\"password\\":\\"a \\\\\\"b\\\\\\" c\\"}', '{\\"password\\":\\"[REDACTED:password]\\"}'],
  ['{"password":"backslash\\\\","x":"y"}', '{"password":"[REDACTED:password]","x":"y"}'],
  ['{"password":123456789}', '{"password":"[REDACTED:password]"}'],
  ["clientSecret='correct horse battery staple'", "clientSecret='[REDACTED:client-secret]'"],
  ['mysql --password hunter22 --user me', 'mysql --password [REDACTED:password] --user me'],
  ['Authorization: Bearer abc123DEF456', 'Authorization: Bearer [REDACTED:authorization]'],
  ['curl -H "Authorization: Basic bWU6aHVudGVyMg=="', 'curl -H "Authorization: Basic [REDACTED:authorization]"'],
  ['postgres://me:hunter2@db.example/x', 'postgres://me:[REDACTED:password]@db.example/x'],
  ['AccountKey=abcDEF123456+/==;EndpointSuffix=x', 'AccountKey=[REDACTED:account-key];EndpointSuffix=x'],
  ['https://x.example/f?a=1&sig=abc%2F123&b=2', 'https://x.example/f?a=1&sig=[REDACTED:sig]&b=2'],
  ['grant_type=x&client_secret=abc123def&a=b', 'grant_type=x&client_secret=[REDACTED:client-secret]&a=b'],
  [
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----\nafter',
    '[REDACTED:private-key]\nafter',
  ],
  ['"-----BEGIN PRIVATE KEY-----\\nMIIE\\nabc"', '"[REDACTED:private-key]"'],
  ['a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl b', 'a [REDACTED:jwt] b'],
  ['tok_eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'tok_[REDACTED:jwt]'],
  ['a\\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl b', 'a\\n[REDACTED:jwt] b'],
  [
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x <a@b>\n# it's\n\nlQdG=\n-----END PGP PRIVATE KEY BLOCK-----\nafter",
    '[REDACTED:private-key]\nafter',
  ],
  [
    '"-----BEGIN PRIVATE KEY-----\\n" +\n  "MIIE\\n" +\n  "-----END PRIVATE KEY-----" + x',
    '"[REDACTED:private-key]" + x',
  ],
  ['**Password:** hunter2', '**Password:** [REDACTED:password]'],
  ['| password | hunter2 |', '| password | [REDACTED:password] |'],
  ['<password>hunter2</password>', '<password>[REDACTED:password]</password>'],
  ['password:\nhunter2', 'password:\n[REDACTED:password]'],
  ['  password: hunterzebraquux', '  password: [REDACTED:password]'],
  ['curl -u bob:hunter22 https://x.example', 'curl -u bob:[REDACTED:password] https://x.example'],
  ['https://ghs0123456789abcdef0123@github.com/a/b', 'https://[REDACTED:password]@github.com/a/b'],
  ['password=correct+horse+battery&user=me', 'password=[REDACTED:password]&user=me'],
])('%s', (text, safe) => {
  expect(redact(text)).toBe(safe)
  expect(redact(safe)).toBe(safe)
})

test.each([
  'The password must have at least 8 characters.',
  'const apiKey = process.env.OPENAI_API_KEY',
  'api_key=os.environ["OPENAI_API_KEY"]',
  '{"api_key": "YOUR_API_KEY"}',
  '{"password": {"type": "string", "description": "of the user"}}',
  'export TOKEN=${GITHUB_TOKEN}',
  'max_tokens: 4096, prompt_tokens=12, token: hello',
  'Incorrect API key provided: sk-****. You can find your API key at https://platform.openai.com/account/api-keys.',
  'Bearer authentication, basic authorization',
  '"thoughtSignature": "CqgDAY89a1+7QJoFCp44k6IhwcDuBBPuDFXHpc8XTG4z6aL1TXkRcnGI/ypP"',
  'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT req_011CPVzeHhT4fNP0UcnZwJUV toolu_01A09q90qw90lq917835lq9',
  '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
  'gpt-4o-mini-2024-07-18 text-embedding-3-small sk-learn task-force',
  'https://user@example.com/path:8080/@scope/package',
  'Password: required\nEmail: optional',
  'password: at least 8 characters, one digit',
  "| password | string | the user's password |",
  'Password: ${password}',
  '<password>your-password</password>',
  'curl -u $USER:$PASSWORD https://x.example',
  'https://some-long-user-name@example.com/a',
])('%s stays', (text) => {
  expect(redact(text)).toBe(text)
})

test('kept values stay', () => {
  const { text } = createRedaction({ credentials: [], paths: [], keep: ['sk-ant-example-*', 'hunter2'] })
  expect(text('sk-ant-example-0123456789abcdef password: hunter2')).toBe(
    'sk-ant-example-0123456789abcdef password: hunter2',
  )
  expect(text('sk-ant-other0-0123456789abcdef')).toBe('[REDACTED:anthropic-key]')
})

describe('credentials of the environment', () => {
  const value = 'p@ss "w/rd" ü+1&x'
  const { text } = createRedaction({ credentials: [['MY_SERVICE_TOKEN', value]], paths: [], keep: [] })
  const safe = '[REDACTED:my-service-token]'

  test.each([
    ['as it is', value],
    ['in a URL', encodeURIComponent(value)],
    ['in a URL, small letters', encodeURIComponent(value).toLowerCase()],
    ['in a form', new URLSearchParams({ '': value }).toString().slice(1)],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['in JSON as Go writes it', JSON.stringify(value).slice(1, -1).replaceAll('&', '\\u0026')],
    ['in JSON as Python writes it', JSON.stringify(value).slice(1, -1).replaceAll('ü', '\\u00fc')],
    ['in hex', Buffer.from(value).toString('hex')],
    ['in base64', Buffer.from(value).toString('base64').replace(/=+$/, '')],
  ])('%s', (_, form) => {
    expect(text(`a ${form} b`)).toBe(`a ${safe} b`)
  })

  test.each([0, 1, 2, 3, 4])('in base64 after %i other bytes', (count) => {
    const encoded = Buffer.from(`${'x'.repeat(count)}:${value}:${'y'.repeat(count)}`)
    for (const form of ['base64', 'base64url'] as const) {
      expect(text(`a ${encoded.toString(form)} b`)).toBe(`a ${safe} b`)
    }
  })
})

test.each(
  'X_CREDS STRIPE_SK MY_ACCESS_CODE ACCESSCODE DB_PASSCODE OPENAI_API_KEY KEY key2 API_KEYS_OLD PGPASSWORD HF_TOKEN2 MYTOKENS GITHUB_PAT AZURE_STORAGE_CONNECTION_STRING MyConnectionString DB_PASS JWTS SENTRY_DSN SLACK_WEBHOOK_URL COOKIE AZURE_SAS'.split(
    ' ',
  ),
)('%s is a credential', (name) => {
  expect(credentialsOf({ [name]: 'a value of some length' })).toEqual([[name, 'a value of some length']])
})

test.each(
  'HOME MONKEYS_NAME KEYBOARD TOKENIZER COMPASS_URL PATH PATHS CODE ACCESS_LOG STRING SSH_AUTH_SOCK S_'.split(' '),
)('%s is not a credential', (name) => {
  expect(credentialsOf({ [name]: 'a value of some length' })).toEqual([])
})

const piece = fc.oneof(
  fc.string(),
  fc.constantFrom(...shapedKeys.map(([, key]) => key)),
  fc.constantFrom(
    'password',
    'api_key',
    '"',
    '\\"',
    "'",
    ': ',
    '=',
    ' ',
    '\n',
    'Bearer ',
    '[REDACTED:jwt]',
    '://a:b@c',
  ),
  fc.constantFrom('-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', 'eyJhbGciOi.eyJzdWIiOi.c2ln', '12345678'),
)
const texts = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

test('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const once = redact(text)
      expect(redact(once)).toBe(once)
    }),
    { numRuns: 500 },
  )
})

test('JSON stays JSON', () => {
  const value = fc
    .jsonValue()
    .chain((plain) =>
      fc
        .array(fc.tuple(texts, texts), { maxLength: 3 })
        .map((pairs) => ({ plain, more: Object.fromEntries(pairs), list: pairs })),
    )
  fc.assert(
    fc.property(value, fc.constantFrom(undefined, 2), (json, indent) => {
      const once = redact(JSON.stringify(json, undefined, indent))
      expect(() => JSON.parse(once) as unknown, once).not.toThrow()
      const nested = redact(JSON.stringify({ arguments: JSON.stringify(json) }))
      const inner = (JSON.parse(nested) as { arguments: string }).arguments
      expect(() => JSON.parse(inner) as unknown, nested).not.toThrow()
    }),
    { numRuns: 500 },
  )
})
