/** A request of a corpus in the form of an app. */
export interface Sent {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Buffer
}

/** A request with one change. */
export interface Mutation {
  readonly name: string
  readonly sent: Sent
  /** Place of the change, in the notation of a miss. */
  readonly path: string
}

/** Fields with the input of the model. */
const prompts = [
  'messages',
  'contents',
  'input',
  'prompt',
  'inputs',
  'query',
  'texts',
  'system',
  'instructions',
  'documents',
]
const toolFields = ['tools', 'functions', 'toolConfig', 'tool_config']
const models = ['model', 'modelId', 'model_id']

/**
 * The request with one meaningful change, if it has such a part: a word, a message, a tool, the model, a parameter.
 *
 * @param seed chooses among several words, messages and so on.
 */
export function meaningful(sent: Sent, seed: number): Mutation[] {
  const json = jsonOf(sent)
  if (json === undefined) return modelInPath(sent)
  const leaves = leavesIn(json)
  const pick = <T>(list: readonly T[]): T | undefined => list[(seed * 7919) % list.length]
  const isUnder = ({ keys }: Leaf, names: readonly string[]): boolean => names.includes(String(keys[0]))
  const words = leaves.filter((leaf) => isUnder(leaf, prompts) && isText(leaf))
  const tools = leaves.filter((leaf) => isUnder(leaf, toolFields) && typeof leaf.value === 'string')
  const parameters = leaves.filter(
    (leaf) => typeof leaf.value !== 'string' && !isUnder(leaf, [...toolFields, ...prompts]),
  )
  return [
    ...changed(sent, json, 'a word', pick(words)),
    ...changed(sent, json, 'a tool', pick(tools)),
    ...changed(
      sent,
      json,
      'the model',
      leaves.find((leaf) => isUnder(leaf, models)),
    ),
    ...changed(sent, json, 'a parameter', pick(parameters)),
    { name: 'a new parameter', sent: withJson(sent, { ...json, mutated: 0.25 }), path: 'mutated' },
    ...messages(sent, json, seed),
    ...modelInPath(sent),
  ]
}

/** The list with one message more, and with one message less. */
function messages(sent: Sent, json: Record<string, unknown>, seed: number): Mutation[] {
  const field = ['messages', 'contents', 'input'].find((name) => Array.isArray(json[name]))
  if (field === undefined) return []
  const list = json[field] as unknown[]
  const added = (seed * 7919) % (list.length + 1)
  const gone = (seed * 7919) % list.length
  const mutation = (name: string, changed: unknown[], index: number): Mutation => ({
    name,
    sent: withJson(sent, { ...json, [field]: changed }),
    path: `${field}[${index}]`,
  })
  return [
    mutation('a message more', list.toSpliced(added, 0, { role: 'user', content: 'One thing more, mutated.' }), added),
    ...(list.length > 1 ? [mutation('a message less', list.toSpliced(gone, 1), gone)] : []),
  ]
}

/** The request with one meaningless change. */
export function meaningless(sent: Sent): Array<Omit<Mutation, 'path'>> {
  const json = jsonOf(sent)
  const { searchParams } = new URL(sent.url)
  const fresh = { ...sent, headers: [...sent.headers.filter(([name]) => !isVolatile(name)), ...volatileHeaders] }
  return [
    { name: 'volatile headers', sent: fresh },
    ...(json === undefined
      ? []
      : [
          { name: 'key order', sent: withJson(sent, reversed(json)) },
          { name: 'layout', sent: { ...sent, body: Buffer.from(JSON.stringify(json, null, 2)) } },
        ]),
    ...([...searchParams].length > 1 ? [{ name: 'query order', sent: { ...sent, url: reversedQuery(sent.url) } }] : []),
    { name: 'a signature', sent: { ...sent, url: signed(sent.url) } },
    ...otherBoundary(sent),
  ]
}

/** Parameters with names that secrets have too, and other meaningful values of each. */
const parameters: ReadonlyArray<readonly [name: string, value: string, other: string]> = [
  ['code', 'US', 'DE'],
  ['token', 'BTC', 'ETH'],
  ['issueKey', 'ABC-1', 'ABC-2'],
  ['shard_key', 'eu', 'us'],
  ['session', 'one', 'two'],
  ['sid', 'customer-onboarding-v2', 'customer-onboarding-v3'],
  ['page_token', 'r2t5a8k1m4p7v0c3b6n9x2z5', 'z9y6x3w0v7u4t1s8r5q2p9n6'],
  // Secrets that are not stored, and count.
  ['session_id', 'r2t5a8k1m4p7v0c3b6n9x2z5', 'z9y6x3w0v7u4t1s8r5q2p9n6'],
  ['access_id', '123e4567-e89b-42d3-a456-426614174000', '7f2c9a10-51d8-4b6e-9c3f-0e8d7a6b5c4d'],
  ['password', 'hunter2xyz9', 'hunter3xyz9'],
  ['note', 'password: hunter2xyz9, then go on', 'password: hunter2xyz9, then delete it'],
]
/** The caller's own credential. */
const own = { name: 'api_key', value: 'r2t5a8k1m4p7v0c3b6n9x2z5', other: 'z9y6x3w0v7u4t1s8r5q2p9n6' }

/** A request derived from one of the corpus, with its mutations. */
export interface Variant {
  readonly sent: Sent
  readonly meaningful: Mutation[]
  readonly meaningless: Array<Omit<Mutation, 'path'>>
}

/**
 * The request with parameters in the query, and with a form as body. In each, one parameter after the other changes.
 * The values of its own query change too.
 */
export function withParameters(sent: Sent): Variant[] {
  const pairs = [...parameters.map(([name, value]) => [name, value] as const), [own.name, own.value] as const]
  const queried = (changed: Readonly<Record<string, string>>): Sent => {
    const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(changed[name] ?? value)}`).join('&')
    const [address = ''] = sent.url.split('#')
    return { ...sent, url: `${address}${address.includes('?') ? '&' : '?'}${query}` }
  }
  const form = (changed: Readonly<Record<string, string>>): Sent => ({
    ...sent,
    headers: [
      ...sent.headers.filter(([name]) => name !== 'content-type'),
      ['content-type', 'application/x-www-form-urlencoded'],
    ],
    body: Buffer.from(
      new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, changed[name] ?? value])).toString(),
    ),
  })
  const noise = { [own.name]: own.other }
  const variant = (what: string, make: typeof form, pathOf: (name: string) => string): Variant => ({
    sent: make({}),
    meaningful: parameters.map(([name, , other]) => ({
      name: `${what} ${name}`,
      sent: make({ [name]: other }),
      path: pathOf(name),
    })),
    meaningless: [{ name: `${what} ${own.name}`, sent: make(noise) }],
  })
  return [
    variant('the parameter', queried, (name) => `?${name}`),
    ...(sent.method === 'POST' ? [variant('the field', form, (name) => name)] : []),
    { sent, meaningful: ownParameters(sent), meaningless: [] },
  ]
}

/** The request with one changed value in its query, for each parameter that is neither volatile nor secret. */
function ownParameters(sent: Sent): Mutation[] {
  const names = new Set(new URL(sent.url).searchParams.keys())
  return [...names]
    .filter((name) => !['api-version', 'upload_id', 'key'].includes(name))
    .map((name) => {
      const url = new URL(sent.url)
      url.searchParams.set(name, `${url.searchParams.get(name)}-mutated`)
      const hadOne = new URL(sent.url).searchParams.getAll(name).length === 1
      return { name: `its parameter ${name}`, sent: { ...sent, url: url.href }, path: hadOne ? `?${name}` : '' }
    })
    .filter(({ path }) => path !== '')
}

/** The value of a body that is a JSON object. */
export function jsonOf({ body }: Sent): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as unknown
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

interface Leaf {
  readonly keys: ReadonlyArray<string | number>
  readonly value: unknown
}

function leavesIn(value: unknown, keys: Leaf['keys'] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ keys, value }]
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value)
  return entries.flatMap(([key, item]) => leavesIn(item, [...keys, key]))
}

function isText({ keys, value }: Leaf): boolean {
  return typeof value === 'string' && /\p{L}{2}/u.test(value) && !['role', 'type'].includes(String(keys.at(-1)))
}

function changed(sent: Sent, json: Record<string, unknown>, name: string, leaf: Leaf | undefined): Mutation[] {
  if (leaf === undefined) return []
  const copy = structuredClone(json)
  let target: any = copy
  for (const key of leaf.keys.slice(0, -1)) target = target[key]
  target[leaf.keys.at(-1)!] = otherValue(leaf.value)
  return [{ name, sent: withJson(sent, copy), path: pathOf(leaf.keys) }]
}

/** Another value of the same type: a text changes one word in the middle. */
function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (typeof value !== 'string') return 'mutated'
  const words = [...value.matchAll(/[\p{L}\p{N}]+/gu)]
  const word = words[Math.floor(words.length / 2)]
  return word === undefined
    ? `${value} mutated`
    : `${value.slice(0, word.index)}mutated${value.slice(word.index + word[0].length)}`
}

function pathOf(keys: Leaf['keys']): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`
    if (!/^[^.[\]"]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
    return path === '' ? key : `${path}.${key}`
  }, '')
}

function withJson(sent: Sent, json: unknown): Sent {
  return { ...sent, body: Buffer.from(JSON.stringify(json)) }
}

/** Gemini, Bedrock and Azure name the model in the path. */
function modelInPath(sent: Sent): Mutation[] {
  const url = sent.url.replace(/(\/(?:models?|deployments)\/[\w%.-]+)/, '$1-mutated')
  return url === sent.url ? [] : [{ name: 'the model in the path', sent: { ...sent, url }, path: 'request url' }]
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, item]) => [name, reversed(item)]),
  )
}

function reversedQuery(url: string): string {
  const [address = '', query = ''] = url.split(/\?(.*)/s)
  return `${address}?${query.split('&').toReversed().join('&')}`
}

function signed(url: string): string {
  const signature = 'X-Amz-Signature=0f1e2d3c4b5a&X-Amz-Date=20261121T100211Z&sig=abc%3D'
  return `${url}${url.includes('?') ? '&' : '?'}${signature}`
}

const volatileHeaders = [
  ['user-agent', 'mutated/9.9.9'],
  ['authorization', 'Bearer mutated'],
  ['x-stainless-package-version', '99.0.0'],
  ['x-stainless-retry-count', '2'],
  ['x-stainless-runtime-version', 'v26.1.0'],
  ['idempotency-key', 'stainless-node-retry-mutated'],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['x-amz-date', '20261121T100211Z'],
  ['amz-sdk-request', 'attempt=2; max=3'],
  ['amz-sdk-invocation-id', '123e4567-e89b-42d3-a456-426614174000'],
] as const

function isVolatile(name: string): boolean {
  return volatileHeaders.some(([other]) => other === name)
}

function otherBoundary(sent: Sent): Array<Omit<Mutation, 'path'>> {
  const type = sent.headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2]
  if (boundary === undefined) return []
  const body = Buffer.from(sent.body.toString('latin1').replaceAll(boundary, 'mutated-boundary'), 'latin1')
  const headers = sent.headers.map(([name, value]) => [name, value.replaceAll(boundary, 'mutated-boundary')] as const)
  return [{ name: 'boundary', sent: { ...sent, headers, body } }]
}
