import { rules } from '@secretlint/secretlint-rule-preset-recommend'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { hasScanMark, markedVersion } from '../../../src/store/scan-marks.ts'
import { createScan } from '../../../src/store/scan.ts'
import { answered } from '../support/interactions.ts'
import { randomFrom, sampleOf } from '../support/sample-of.ts'
import { shapedKey } from '../support/secrets.ts'

const id = '@secretlint/secretlint-rule-preset-recommend'
const require = createRequire(import.meta.url)

const some = (count: number): string => sampleOf(`[a-zA-Z0-9]{${count}}`, randomFrom(3))
const key = (...parts: string[]): string => parts.join('')

/** Texts in which a rule finds something, one for each way to write it. Rules without any look at files, or at comments. */
const found: Readonly<Record<string, readonly string[]>> = {
  '1password': [key('ops', `_${Buffer.from(JSON.stringify({ email: some(90), key: '_' })).toString('base64')}`)],
  anthropic: [shapedKey('anthropic-key').replace(/AA$/, `${some(50)}AA`)],
  aws: ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'SecretAccessKey'].map((name) => `${name} = ${some(40)}`),
  basicauth: [key('https://', `someone:${some(12)}@shop.io/`), key('ftp://', `some-one:${some(12)}@shop.io`)],
  cloudflare: ['cfk', 'cfut', 'cfat'].map((start) => `${start}_${some(40)}0123abcd`),
  'database-connection-string': ['mongodb', 'MongoDB+srv', 'mysql', 'jdbc:mysqlx', 'POSTGRES', 'postgresql'].map(
    (kind) => key(`${kind}://`, `someone:${some(12)}@shop.io/data`),
  ),
  databricks: [shapedKey('databricks-token')],
  docker: [shapedKey('docker-token')],
  figma: [shapedKey('figma-token')],
  'filter-comments': [],
  gcp: [],
  github: ['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((start) => `${start}_${some(36)}`),
  gitlab: [`glpat-${some(20)}`],
  grafana: [`glc_${some(40)}`, `glsa_${some(32)}_0123abcd`],
  groq: [shapedKey('groq-key')],
  'hashicorp-vault': ['hvs', 'hvr'].map((start) => `${start}.${some(95)}`).concat(`hvb.${some(140)}`),
  huggingface: [shapedKey('huggingface-token')],
  linear: [shapedKey('linear-key')],
  notion: [`ntn_12345678901${some(35)}`],
  npm: [shapedKey('npm-token')],
  openai: [`sk-${some(20)}T3BlbkFJ${some(20)}`, `sk-proj-${some(58)}T3BlbkFJ${some(58)}`],
  privatekey: [key('-----BEGIN', ` RSA PRIVATE KEY-----\nMI${some(126)}\n-----END`, ' RSA PRIVATE KEY-----')],
  sendgrid: [key('SG', `.${some(22)}.${some(43)}`)],
  shopify: ['shppa', 'shpca', 'shpat', 'shpss'].map((start) => `${start}_${some(32)}`),
  slack: [
    ...['xoxb', 'xoxp', 'xapp', 'xoxa', 'xoxo', 'xoxr'].map((start) => `${start}-${some(12)}-${some(12)}`),
    key('HTTPS://Hooks.Slack.com', `/services/T${some(8)}/B${some(8)}/${some(24)}`),
  ],
  stripe: ['sk_live', 'sk_test', 'rk_live', 'rk_test'].map((start) => `${start}_${some(24)}`),
  tailscale: [`tskey-auth-${some(12)}-${some(32)}`],
  vercel: ['vcp', 'vci', 'vca', 'vcr', 'vck'].map((start) => `${start}_${some(24)}`),
}

test('the marks are those of the installed rules', () => {
  expect(require(`${id}/package.json`)).toMatchObject({ version: markedVersion })
  expect(Object.keys(found).sort()).toEqual(
    rules.map(({ meta }) => meta.id.replace('@secretlint/secretlint-rule-', '')).sort(),
  )
})

test.each(Object.entries(found).flatMap(([rule, texts]) => texts.map((text) => [rule, text] as const)))(
  'what the rule %s finds has a mark: %s',
  async (rule, text) => {
    expect(await createScan([])(answered('one', text))).toContainEqual(expect.objectContaining({ rule }))
  },
)

test('every key that a pattern of the installed rules describes has a mark', () => {
  const source = readFileSync(require.resolve(id), 'utf8')
  const patterns = [...source.matchAll(/\/\(\?<!\\p\{L\}\)(.+)\/gu;/g)].map(([, pattern = '']) => pattern)
  expect(patterns.length).toBeGreaterThan(20)
  for (const pattern of patterns)
    for (let seed = 1; seed < 20; seed++) expect(hasScanMark(sampleOf(pattern, randomFrom(seed))), pattern).toBe(true)
})

test('ordinary texts have no mark', () => {
  expect(hasScanMark('The access key is a secret: see https://api.example/v1?a=b@c, or ask me@example.org.')).toBe(
    false,
  )
})
