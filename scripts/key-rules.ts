import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parse } from 'smol-toml'
import { literalsOf, prefixesOf, toJavaScript } from './go-pattern.ts'

/**
 * Writes the rules of gitleaks and secretlint as data: `node scripts/key-rules.ts gitleaks.toml`, then `npm run format`.
 * The rules of secretlint are those of the installed version.
 *
 * Two tables come out: keys with a shape of their own, and values behind the name of a service. Rules that need a file's
 * path, a label, or a word somewhere in the text stay out: redaction knows labels better, and has no files.
 *
 * @see https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
 */

interface Rule {
  readonly id: string
  readonly regex?: string
  readonly path?: string
  readonly entropy?: number
  readonly keywords?: readonly string[]
}

/** Rules that do not come over, by the reason. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  'redaction has a rule for labels, headers, JWTs and PEM': [
    'generic-api-key',
    'curl-auth-header',
    'curl-auth-user',
    'jwt',
    'jwt-base64',
    'private-key',
    'sidekiq-sensitive-url',
  ],
  'the key alone has no shape: any id of 24 or 40 characters, or a number, may be one': [
    'facebook-access-token',
    'sourcegraph-access-token',
    'vault-service-token',
  ],
  'a secret is only a part of the address, and redaction keeps the rest': [
    'microsoft-teams-webhook',
    'slack-webhook-url',
  ],
  'a key that may be public': ['flutterwave-public-key', 'lob-pub-api-key', 'mailgun-pub-key', 'mapbox-api-token'],
}

/** Keys of manuals, which the rule allows: what stands before the shape. */
const allowed: Readonly<Record<string, string>> = { 'aws-access-token': '(?!\\w+EXAMPLE(?!\\w))' }

/** Kinds that placeholders have always had. */
const kinds: Readonly<Record<string, string>> = {
  'artifactory-api-key': 'jfrog-token',
  'artifactory-reference-token': 'jfrog-token',
  'aws-access-token': 'aws-access-key-id',
  'azure-ad-client-secret': 'azure-client-secret',
  'cloudflare-origin-ca-key': 'cloudflare-origin-key',
  'gcp-api-key': 'google-key',
  'hashicorp-tf-api-token': 'hashicorp-token',
  'harness-api-key': 'harness-key',
  'maxmind-license-key': 'maxmind-key',
  'octopus-deploy-api-key': 'octopus-key',
  'perplexity-api-key': 'perplexity-key',
  'prefect-api-token': 'prefect-key',
  'readme-api-token': 'readme-key',
  'infracost-api-token': 'infracost-key',
  'rubygems-api-token': 'rubygems-key',
  'postman-api-token': 'postman-key',
  'sendgrid-api-token': 'sendgrid-key',
  'sendinblue-api-token': 'brevo-key',
  'stripe-access-token': 'stripe-key',
  'vault-batch-token': 'hashicorp-token',
  'adobe-client-secret': 'adobe-secret',
  'age-secret-key': 'age-key',
  'linear-api-key': 'linear-key',
  '1password-secret-key': 'onepassword-key',
  '1password-service-account-token': 'onepassword-token',
  'authress-service-client-access-key': 'authress-key',
  'clickhouse-cloud-api-secret-key': 'clickhouse-key',
  'facebook-page-access-token': 'facebook-token',
  'flyio-access-token': 'fly-token',
  'heroku-api-key-v2': 'heroku-key',
  'intra42-client-secret': 'intra42-secret',
  'pypi-upload-token': 'pypi-token',
}

/** Services with several kinds of key, which have one name here. */
const families =
  /^(digitalocean|easypost|flutterwave|gitlab|github|grafana|huggingface|planetscale|sentry|settlemint|shopify|slack)-.*?(token|key|pat|secret|oauth|ptt|rrt|cookie|password)?(-routable)?$/

function kindOf(id: string): string {
  const known = kinds[id]
  if (known !== undefined) return known
  const [, family] = families.exec(id) ?? []
  if (family !== undefined) return /^(easypost|flutterwave)$/.test(family) ? `${family}-key` : `${family}-token`
  return id
    .replace(/-(api|access)-(?=key$|token$)/, '-')
    .replace(/-(page|user|bot)-access-token$|-user-token$/, '-token')
}

const before = '[\\w.-]{0,50}?'
const between = '(?:[ \\t\\w.-]{0,20})[\\s\'"]{0,3}(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[\\x60\'"\\s=]{0,5}'
const betweenInGroup = between.replace('{0,3}(?:=', '{0,3})(?:=')
const ends = [
  `(?:[\\x60'"\\s;]|\\\\[nr]|$)`,
  `(?:[\\x60'"\\s;]|\\\\[nr]|$|\\b)`,
  `(?:$|[\\\\'"\\x60\\s<),])`,
  '(?:[^\\w-]|\\z)',
  '(?:[^a-zA-Z0-9+/]|\\z)',
]
const starts = ['\\b', `(?:^|[\\\\'"\\x60\\s>=:(,)])`]
const uuid = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'

const [file = ''] = process.argv.slice(2)
const { rules } = parse(readFileSync(file, 'utf8')) as unknown as { readonly rules: readonly Rule[] }
const out = new Set(Object.values(leftOut).flat())

const keys: string[] = []
const values: string[] = []
for (const { id, regex, path, entropy = 0, keywords = [] } of rules) {
  if (regex === undefined || path !== undefined || out.has(id)) continue
  const separator = [between, betweenInGroup].find((text) => regex.includes(text))
  if (separator === undefined) keys.push(keyRow(id, regex, entropy, keywords))
  else {
    // Who a client is, is no secret. Behind the name of a service a UUID is an id as often as a key: the label decides.
    if (/-(client|access|api)-id$/.test(id) || regex.toLowerCase().includes(uuid)) continue
    // A second shape of the same rule stands alone.
    const [named = '', alone] = split(regex)
    values.push(valueRow(id, named, separator, entropy, keywords))
    if (alone !== undefined) keys.push(keyRow(id, alone, entropy, keywords.slice(-1)))
  }
}

// Of one kind the longest shape comes first: a shorter one may be its beginning.
keys.sort((a, b) => (a.split(',', 1)[0] === b.split(',', 1)[0] ? b.length - a.length : 0))

/** Two alternatives at the top of a pattern. */
function split(regex: string): string[] {
  const at = regex.indexOf('|\\b(')
  return at === -1 ? [regex] : [regex.slice(0, at), regex.slice(at + 1)]
}

function keyRow(id: string, regex: string, entropy: number, keywords: readonly string[]): string {
  let body = regex
  let isOpen = true
  for (const end of ends)
    if (body.endsWith(end)) {
      body = body.slice(0, -end.length)
      isOpen = false
    }
  const isCaseless = body.startsWith('(?i)')
  body = body.replace(/^\(\?i\)/, '')
  for (const start of starts) if (body.startsWith(start)) body = body.slice(start.length)
  if (body.endsWith('\\b')) {
    body = body.slice(0, -2)
    isOpen = false
  }
  const script = toJavaScript(`${isCaseless ? '(?i)' : ''}${body}`)
  // The rest of a run belongs to a key that is longer than the rule says.
  const end = isOpen ? '[\\w-]*' : hasDash(script) ? '(?![\\w-])' : '(?!\\w)'
  const marks = marksOf(keywords, script)
  const shape = `${allowed[id] ?? ''}${script.replace(/^\(\?:([^()]*)\)$/, '$1')}${end}`
  return `  [${[kindOf(id), marks.join(' '), shape].map(quoted).join(', ')}, ${entropy}],`
}

/** Whether a shape ends in characters of which one is a dash. */
function hasDash(shape: string): boolean {
  return /\[[^\]]*(?:\\-[^\]]*|-)\](?:\{[\d,]+\}|[+*])?\)*$/.test(shape)
}

function valueRow(id: string, regex: string, separator: string, entropy: number, keywords: readonly string[]): string {
  const [names = '', rest = ''] = regex.split(separator)
  const end = ends.find((text) => rest.endsWith(text)) ?? ''
  const name = names
    .replaceAll(before, '')
    .replace(/^\(\?i[:)]/, '')
    .replaceAll(/\((?:\?-i:|(?!\?))/g, '(?:')
    .replace(/^\(\?:(\w+)\)$/, '$1')
  // The whole row is tried without case.
  const value = rest
    .slice(0, rest.length - end.length)
    .replaceAll(/\(\?i\)/g, '')
    .replaceAll(/\(\?-?i:/g, '(?:')
    .replaceAll(/\((?!\?)/g, '(?:')
    .replace(/^\(\?:([^()]*)\)$/, '$1')
  return `  [${[kindOf(id), keywords.join(' '), name, value].map(quoted).join(', ')}, ${entropy}],`
}

/** What a text must hold for a rule to be tried, as the shape writes it. */
function marksOf(keywords: readonly string[], shape: string): string[] {
  const literals = literalsOf(shape)
  const found = keywords.map((keyword) => longestIn(keyword, literals))
  if (found.every((mark, at) => mark.length === keywords[at]?.length)) return [...new Set(found)]
  const prefixes = prefixesOf(shape)
  if (prefixes.every((prefix) => prefix.length > 2)) return prefixes
  throw new Error(`no marks of ${shape} in ${keywords.join(', ')}`)
}

function longestIn(keyword: string, literals: readonly string[]): string {
  for (let { length } = keyword; length > 0; length--)
    for (let at = 0; at + length <= keyword.length; at++) {
      const part = keyword.slice(at, at + length)
      const literal = literals.find((text) => text.toLowerCase().includes(part))
      if (literal !== undefined) return literal.slice(literal.toLowerCase().indexOf(part)).slice(0, length)
    }
  return ''
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Kinds of the keys for which secretlint has a rule, by what a key begins with. */
const secretlintKinds: ReadonlyArray<readonly [start: RegExp, kind: string]> = [
  [/^sk-ant-/, 'anthropic-key'],
  [/^cf/, 'cloudflare-token'],
  [/^dapi/, 'databricks-token'],
  [/^dckr_/, 'docker-token'],
  [/^figd_/, 'figma-token'],
  [/^gh|^github_/, 'github-token'],
  [/^glpat-/, 'gitlab-token'],
  [/^gl(c|sa)_/, 'grafana-token'],
  [/^gsk_/, 'groq-key'],
  [/^hv[sbr]\./, 'hashicorp-token'],
  [/^hf_/, 'huggingface-token'],
  [/^lin_/, 'linear-key'],
  [/^ntn_/, 'notion-token'],
  [/^npm_/, 'npm-token'],
  [/^ops_/, 'onepassword-token'],
  [/^SG\./, 'sendgrid-key'],
  [/^shp/, 'shopify-token'],
  [/^[sr]k_/, 'stripe-key'],
  [/^tskey-/, 'tailscale-key'],
  [/^vc/, 'vercel-token'],
]

/** The patterns of secretlint that begin where no letter stands before: those of keys. */
function secretlintRows(): string[] {
  const source = readFileSync(
    createRequire(import.meta.url).resolve('@secretlint/secretlint-rule-preset-recommend'),
    'utf8',
  )
  return [...source.matchAll(/\/\(\?<!\\p\{L\}\)(.+)\/gu;/g)].map(([, pattern = '']) => {
    const shape = pattern.replaceAll(/\(\?<\w+>|\((?!\?)/g, '(?:')
    const prefixes = prefixesOf(shape)
    const kind = secretlintKinds.find(([start]) => start.test(prefixes[0] ?? ''))?.[1]
    if (kind === undefined) throw new Error(`no kind for ${pattern}`)
    return `  [${[kind, prefixes.join(' '), shape].map(quoted).join(', ')}, 0],`
  })
}

writeFileSync(
  new URL('../src/redact/recognize/key-rules.ts', import.meta.url),
  `/**
 * Generated by \`scripts/key-rules.ts\` from the rules of gitleaks (Copyright (c) 2019 Zachary Rice) and of secretlint
 * (Copyright (c) 2020 azu), both under the MIT License: see the file \`NOTICE\`. Do not edit.
 *
 * @see https://github.com/gitleaks/gitleaks
 * @see https://github.com/secretlint/secretlint
 */

/** Keys with a shape: kind, marks of which a text must hold one, shape, and the least bits of entropy of a character. */
export const keyRules: ReadonlyArray<readonly [kind: string, marks: string, shape: string, entropy: number]> = [
  // Of gitleaks
${keys.join('\n')}
  // Of secretlint
${secretlintRows().join('\n')}
]

/** Values behind the name of a service: kind, marks in lower case, names, value, and the least entropy. Case does not count. */
export const serviceRules: ReadonlyArray<
  readonly [kind: string, marks: string, names: string, value: string, entropy: number]
> = [
${values.join('\n')}
]
`,
)
