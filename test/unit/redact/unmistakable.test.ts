import { describe, expect, test } from 'vitest'
import { createRedaction } from '../../../src/redact/redaction.ts'

const redaction = createRedaction({ credentials: [], paths: [], keep: [] })

const secrets: ReadonlyArray<readonly [name: string, value: string]> = [
  ['password', 'my secret'],
  ['password', 'hunter2'],
  ['db_password', 'my-S3cr3t-Passw0rd!'],
  ['client_secret', 'your-9f8a7b6c5d4e3f2a'],
  ['api_key', 'john.smith2024'],
  ['apiKey', 'abc-def'],
  ['private_key', 'a b c'],
  ['DB_PASS', 'tr0ub4dor'],
]

describe.each(secrets)('%s: %s', (name, value) => {
  test('is taken out of a field, of JSON in a text, and of a wrapped call', () => {
    const bodies = [
      { json: { a: { [name]: value } } },
      { json: { arguments: JSON.stringify({ [name]: value }) } },
      { json: [{ text: `Judge this: ${JSON.stringify({ [name]: value }, undefined, 2)}, please` }] },
      { text: `{"n":1e-05,"${name}":"${value}"}` },
    ]
    for (const body of bodies) expect(JSON.stringify(redaction.response({ status: 200, body }))).not.toContain(value)
  })

  test('is taken out behind a label', () => {
    expect(redaction.text(`see ${name}: "${value}", ok`)).toMatch(/^see \w+: "\[REDACTED:[a-z-]+\]", ok$/)
  })
})

test.each([
  ['curl -u bob:hunter22 https://x.example', 'hunter22'],
  ['docker login -u bob -p hunter22 registry.example', 'hunter22'],
  ['mysql -u root -phunter22 app', 'hunter22'],
  ['machine x.example login bob password hunter22', 'hunter22'],
  ['DB_PASS=hunter22', 'hunter22'],
  ['Set-Cookie: sid=q7Zw42xk9Lm3; Path=/', 'q7Zw42xk9Lm3'],
  ['Cookie: theme=dark; sid=q7Zw42xk9Lm3', 'q7Zw42xk9Lm3'],
  ['SignedHeaders=host, Signature=fe5f80f77d5fa3beca038a248ff027ab', 'fe5f80f77d5fa3beca038a248ff027ab'],
  ['Contraseña: hunter22', 'hunter22'],
  ['Passwort: hunter22', 'hunter22'],
  ['mot de passe : hunter22', 'hunter22'],
  ['пароль: hunter22', 'hunter22'],
  ['密码：hunter22', 'hunter22'],
  ['パスワード：hunter22', 'hunter22'],
  ['비밀번호: hunter22', 'hunter22'],
  ['كلمة المرور: hunter22', 'hunter22'],
  ['पासवर्ड: hunter22', 'hunter22'],
  ['mật khẩu: hunter22', 'hunter22'],
  ['κωδικός πρόσβασης: hunter22', 'hunter22'],
  ['API-Schlüssel: a8F3kd92msQQ17', 'a8F3kd92msQQ17'],
  ['clé API : a8F3kd92msQQ17', 'a8F3kd92msQQ17'],
  ['"postgres:\\/\\/me:hunter22@db\\/x"', 'hunter22'],
  ['https:\\/\\/hooks.slack.com\\/services\\/T0ABCDEFG\\/B0ABCDEFG\\/abcdefghijklmnopqrstuvwx', 'abcdefghij'],
  ['{"api_key":"ab\\/cd12"}', 'cd12'],
])('%s', (text, secret) => {
  const safe = redaction.text(text)
  expect(safe).not.toContain(secret)
  expect(safe).toContain('[REDACTED:')
  expect(redaction.text(safe)).toBe(safe)
})

test.each([
  ['https://api.telegram.org/bot7123456789:AAabcdefghijklmnopqrstuvwxyz0123456/getMe', 'AAabcdef'],
  [
    'https://discord.com/api/v10/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ',
    'ABCDEFGHIJ',
  ],
  ['https://hooks.slack.com/services/T0ABCDEFG/B0ABCDEFG/abcdefghijklmnopqrstuvwx', 'abcdefghij'],
  ['https://x.example/v1/a?dsn=postgres%3A%2F%2Fme%3Ahunter22%40db%2Fx', 'hunter22'],
  [
    'https://outlook.office.com/webhook/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0@0f1e2d3c/IncomingWebhook/0f1e2d3c4b5a/0f1e',
    '0f1e2d3c4b5a',
  ],
  ['https://mainnet.infura.io/v3/0f1e2d3c4b5a69788796a5b4c3d2e1f0', '0f1e2d3c4b5a'],
  [
    'https://x.example/v1/https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0ABCDEFG%2FB0ABCDEFG%2Fabcdefghijklmnopqrstuvwx',
    'abcdefghij',
  ],
])('%s, as the address of a request', (url, secret) => {
  const safe = redaction.request({ method: 'GET', url }).url
  expect(safe).not.toContain(secret)
  expect(new URL(safe).host).toBe(new URL(url).host)
  expect(redaction.request({ method: 'GET', url: safe }).url).toBe(safe)
})

const jwk = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
}

test.each([{ json: jwk }, { json: { arguments: JSON.stringify(jwk) } }])(
  'the private members of a JSON Web Key are taken out: %j',
  (body) => {
    const safe = JSON.stringify(redaction.response({ status: 200, body }))
    expect(safe).not.toContain(jwk.d)
    expect(safe).toContain(jwk.x)
  },
)

test('the fields of a signed form are taken out', () => {
  const fields = { key: 'a/b.png', 'x-amz-signature': 'fe5f80f77d5fa3beca038a248ff027ab' }
  expect(redaction.response({ status: 200, body: { json: { fields } } }).body).toEqual({
    json: { fields: { key: 'a/b.png', 'x-amz-signature': '[REDACTED:x-amz-signature]' } },
  })
})

test('the signature of a function is no signature of a request', () => {
  const url = 'https://x.example/v1?signature=transfer(address,uint256)'
  expect(redaction.request({ method: 'GET', url }).url).toBe(url)
})

test('the signature of a workflow that is started by an address', () => {
  const url =
    'https://prod-12.westeurope.logic.azure.com/workflows/0f1e2d3c/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers&sv=1.0&sig=abcDEF123-ghiJKL456'
  expect(redaction.text(`post to ${url} please`)).not.toContain('abcDEF123')
  expect(redaction.request({ method: 'POST', url }).url).not.toContain('abcDEF123')
})
