import { gzipSync } from 'node:zlib'
import { EventStreamCodec } from '@smithy/core/event-streams'
import { streamForms } from './stream-forms.ts'
import { shapedKey, shapedKeys } from '../unit/support/secrets.ts'

/** One secret that is used in only one place, and a description of the place. */
export interface Canary {
  readonly place: string
  readonly secret: string
}

/** A request of the child run, and its answer. */
export interface PlantedCall {
  readonly name: string
  readonly method?: string
  /** Path and query on a provider's host. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Base64, because bodies may be binary. */
  readonly body?: string
  readonly answer: {
    readonly status?: number
    readonly headers?: Readonly<Record<string, string>>
    /** Pieces, each in base64, sent one after the other. */
    readonly chunks: readonly string[]
    /** The connection breaks after the last piece. */
    readonly isBroken?: boolean
  }
}

export interface Plan {
  readonly canaries: readonly Canary[]
  readonly environment: Readonly<Record<string, string>>
  readonly calls: readonly PlantedCall[]
  /** Arguments and result of a wrapped function, and the error of another. */
  readonly wrapped: object
}

/** Plants a secret in every place a secret can be. */
export function plant(): Plan {
  const canaries: Canary[] = []
  const environment: Record<string, string> = {}
  const calls: PlantedCall[] = []
  let count = 0
  const note = (place: string, secret: string): string => {
    canaries.push({ place, secret })
    return secret
  }
  /** A secret that only its place or its label shows. */
  const plain = (place: string): string => note(place, `canary${++count}x${'q7Zw'.repeat(3)}${count * 7919}`)
  const shaped = (place: string, kind = 'openai-key'): string => note(place, shapedKey(kind, ++count + 100))
  const variable = (place: string, form: (value: string) => string = (value) => value): string => {
    const value = `canary ${++count}/"q7Zw"+ü&${count * 7919}`
    environment[`CANARY_${count}_TOKEN`] = value
    note(place, value)
    return form(value)
  }
  const call = (name: string, rest: Partial<Omit<PlantedCall, 'name'>> = {}): void => {
    calls.push({ name: `${calls.length} ${name}`, answer: { chunks: [base64('{"ok":true}')] }, ...rest })
  }
  const both = (name: string, headers: Record<string, string>, text: () => string | Buffer): void => {
    call(`request: ${name}`, { headers, body: base64(text()) })
    call(`answer: ${name}`, { answer: { headers, chunks: [base64(text())] } })
  }
  const json = { 'content-type': 'application/json' }
  const plainText = { 'content-type': 'text/plain' }

  // Headers with any name, in requests and answers.
  for (const name of requestHeaders) call(`header ${name}`, { headers: { [name]: plain(`request header ${name}`) } })
  for (const name of answerHeaders)
    call(`answer header ${name}`, { answer: { headers: { [name]: plain(`answer header ${name}`) }, chunks: [] } })
  for (const name of ['x-request-id', 'etag', 'content-disposition', 'link', 'openai-model'])
    call(`allowed header ${name}`, {
      answer: { headers: { [name]: `a ${shaped(`allowed answer header ${name}`)}` }, chunks: [] },
    })
  call('location', {
    answer: {
      status: 302,
      headers: { location: `https://u:${plain('location')}@x.example/?sig=${plain('location query')}` },
      chunks: [],
    },
  })

  // Addresses
  for (const name of parameters)
    call(`query ${name}`, { path: `/v1/x?a=1&${name}=${encodeURIComponent(plain(`query ${name}`))}` })
  call('path', { path: `/v1/${shaped('path', 'telegram-token')}/send` })
  call('variable in the path', { path: `/v1/${variable('variable in the path', encodeURIComponent)}/x` })
  call('variable in a query', { path: `/v1/x?text=${variable('variable in a query', encodeURIComponent)}` })

  // Bodies with each kind of key, each name, each label and each form of a variable.
  for (const [kind] of shapedKeys) {
    both(`${kind} in JSON`, json, () => JSON.stringify({ content: `It is ${shaped(`${kind} in JSON`, kind)}.` }))
    both(`${kind} in text`, plainText, () => `It is ${shaped(`${kind} in text`, kind)}, is it?`)
  }
  // After a letter or a digit, like an escaped line break in JSON inside JSON.
  for (const before of ['\\n', '\\t', '\u001b[31m', '%3D'])
    both(`behind ${JSON.stringify(before)}`, json, () => {
      const keys = shapedKeys.map(([kind]) => `a${before}${shaped(`${kind} behind ${JSON.stringify(before)}`, kind)} b`)
      return JSON.stringify({ arguments: JSON.stringify({ content: keys.join(' ') }) })
    })
  // Each kind where it is written otherwise, all kinds in one body.
  const every = (place: string, write: (key: string, at: number) => string): string[] =>
    shapedKeys.map(([kind], at) => write(shaped(`${kind} ${place}`, kind), at))
  both('forms', { 'content-type': 'application/x-www-form-urlencoded' }, () =>
    every('in a form', (key, at) => `f${at}=${encodeURIComponent(`see ${key}`)}`).join('&'),
  )
  both('base64', json, () => JSON.stringify({ list: every('in base64', (key) => base64(`it is ${key} ok`)) }))
  both(
    'JSON with slashes',
    plainText,
    () =>
      `{"n":1e-05,"list":[${every('in JSON with slashes', (key) => JSON.stringify(key).replaceAll('/', '\\/')).join(',')}]}`,
  )
  both('keys of dictionaries', json, () =>
    JSON.stringify(Object.fromEntries(every('as a key of a dictionary', (key) => key).map((key) => [key, 1]))),
  )
  for (const kinds of [shapedKeys.slice(0, 40), shapedKeys.slice(40, 80), shapedKeys.slice(80)])
    call('kinds in a query', {
      path: `/v1/x?${kinds.map(([kind], at) => `q${at}=${encodeURIComponent(shaped(`${kind} in a query`, kind))}`).join('&')}`,
    })
  // Keys where they really stand.
  call('telegram', { path: `/bot${shaped('telegram in a path', 'telegram-token')}/getMe` })
  for (const [form, [type, write]] of Object.entries(streamForms))
    for (const kind of ['openai-key', 'github-token', 'anthropic-key'])
      call(`${kind} in pieces of ${form}`, {
        answer: {
          headers: { 'content-type': type },
          chunks: [base64(write(['It is ', ...(shaped(`${kind} in ${form}`, kind).match(/.{1,5}/g) ?? []), ', ok']))],
        },
      })
  for (const name of fields) {
    both(`field ${name}`, json, () => JSON.stringify({ a: [{ [name]: plain(`field ${name}`) }] }))
    both(`field ${name} in JSON in JSON`, json, () =>
      JSON.stringify({ arguments: JSON.stringify({ [name]: `${plain(`nested field ${name}`)} "x" \\ y` }) }),
    )
    both(`field ${name} by pair`, json, () => JSON.stringify([{ name, value: plain(`pair ${name}`) }]))
    both(
      `form field ${name}`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      () => `a=b&${name}=${plain(`form ${name}`)}&c=d`,
    )
    both(
      `part ${name}`,
      { 'content-type': 'multipart/form-data; boundary=b' },
      () => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${plain(`part ${name}`)}\r\n--b--\r\n`,
    )
  }
  for (const label of labels)
    both(`label ${label}`, json, () =>
      JSON.stringify({ content: `see ${label.replace(/%(?!3D)/, () => plain(`label ${label}`))} .` }),
    )
  for (const [name, form] of Object.entries(forms)) {
    both(`variable ${name} in JSON`, json, () =>
      JSON.stringify({ content: `a ${variable(`variable ${name}`, form)} b` }),
    )
    both(`variable ${name} in text`, plainText, () => `a ${variable(`variable ${name} in text`, form)} b`)
    both(`variable ${name} in bytes`, { 'content-type': 'application/octet-stream' }, () =>
      Buffer.concat([
        Buffer.from([255, 254]),
        Buffer.from(variable(`variable ${name} in bytes`, form)),
        Buffer.from([255]),
      ]),
    )
  }
  both('a key of a dictionary', json, () => JSON.stringify({ [shaped('key of a dictionary')]: 1 }))
  call('request in gzip', {
    headers: { ...json, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify({ a: shaped('request in gzip') })).toString('base64'),
  })
  call('answer in gzip', {
    answer: {
      headers: { ...json, 'content-encoding': 'gzip' },
      chunks: [gzipSync(JSON.stringify({ a: shaped('answer in gzip') })).toString('base64')],
    },
  })
  both('lines', { 'content-type': 'application/x-ndjson' }, () => `{"a":"${shaped('lines')}"}\n{"b":1}\n`)
  both('a list of secrets', json, () =>
    JSON.stringify({ passwords: [plain('first of a list'), plain('second of a list')] }),
  )
  both('a secret in an object', json, () => JSON.stringify({ apiKey: { value: plain('value of an object') } }))
  both('a private key', json, () =>
    JSON.stringify({ key: `-----BEGIN PRIVATE KEY-----\n${plain('private key')}\n-----END PRIVATE KEY-----\n` }),
  )

  // Streams, cut at every byte, in one event and over two.
  const sse = { 'content-type': 'text/event-stream' }
  const event = (content: string): string =>
    `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content } }] })}\n\n`
  const { length } = shapedKey('openai-key')
  for (let at = 1; at < length; at++) {
    const whole = event(`a ${shaped(`event cut at ${at}`)} b`)
    const cut = whole.indexOf('sk-') + at
    call(`chunks cut at ${at}`, {
      answer: { headers: sse, chunks: [whole.slice(0, cut), whole.slice(cut)].map(base64) },
    })
    const key = shaped(`events cut at ${at}`)
    call(`events cut at ${at}`, {
      answer: {
        headers: sse,
        chunks: [event('a '), event(key.slice(0, at)), event(key.slice(at)), event(' b'), 'data: [DONE]\n\n'].map(
          base64,
        ),
      },
    })
  }
  const letters = shaped('events of one character')
  call('events of one character', {
    answer: { headers: sse, chunks: [...letters].map((letter) => base64(event(letter))) },
  })
  const secretOfVariable = variable('variable in pieces')
  call('variable in pieces', {
    answer: { headers: sse, chunks: (secretOfVariable.match(/.{1,5}/g) ?? []).map((part) => base64(event(part))) },
  })

  // Each event of a model is in a message with checksums, with its text in pieces and in base64.
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString(),
    (text) => Buffer.from(text),
  )
  const message = (body: object): string =>
    Buffer.from(
      codec.encode({
        headers: {
          ':event-type': { type: 'string', value: 'chunk' },
          ':content-type': { type: 'string', value: 'application/json' },
          ':message-type': { type: 'string', value: 'event' },
        },
        body: Buffer.from(JSON.stringify(body)),
      }),
    ).toString('base64')
  const eventStream = { 'content-type': 'application/vnd.amazon.eventstream' }
  const inPieces = shaped('event stream in pieces')
  call('event stream', {
    answer: {
      headers: eventStream,
      chunks: [
        message({ contentBlockDelta: { delta: { text: `a ${shaped('event stream')} b` } } }),
        ...(inPieces.match(/.{1,9}/g) ?? []).map((text) => message({ delta: { text } })),
        message({ bytes: base64(JSON.stringify({ completion: shaped('event stream in base64') })) }),
      ],
    },
  })

  // Wrapped functions with their arguments, results and errors.
  const wrapped = {
    argument: { text: `a ${shaped('argument')} b`, password: plain('argument by name') },
    value: { text: JSON.stringify({ a: `b\n${shaped('value of a function')}` }), api_key: plain('value by name') },
    message: `no access with ${shaped('message of an error')}, password: ${plain('labelled in an error')}1`,
    code: `E_${shaped('code of an error')}`,
  }

  // Failures
  for (const status of [400, 401, 404, 422, 429, 500, 503])
    call(`error ${status}`, {
      answer: {
        status,
        headers: json,
        chunks: [
          base64(JSON.stringify({ error: { message: `Incorrect API key provided: ${shaped(`error ${status}`)}` } })),
        ],
      },
    })
  call('a broken answer', {
    answer: { headers: sse, chunks: [base64(event(shaped('broken answer')))], isBroken: true },
  })
  return { canaries, environment, calls, wrapped }
}

const requestHeaders = [
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'openai-organization',
  'openai-project',
  'x-amz-security-token',
  'x-session-token',
  'x-custom-anything',
  'xi-api-key',
  'ocp-apim-subscription-key',
  'x-account-id',
  'x-auth-token',
  'x-csrf-token',
]
const answerHeaders = [
  'set-cookie',
  'openai-organization',
  'anthropic-organization-id',
  'x-session-token',
  'authorization',
  'www-authenticate',
  'x-custom',
  'cf-ray',
]
const parameters = [
  'key',
  'api_key',
  'token',
  'access_token',
  'sig',
  'X-Amz-Signature',
  'X-Amz-Security-Token',
  'password',
  'client_secret',
  'code',
]
const fields = [
  'password',
  'api_key',
  'apiKey',
  'client_secret',
  'accessToken',
  'refresh_token',
  'x-api-key',
  'authorization',
  'private_key',
  'secretAccessKey',
]
const labels = [
  'password: %',
  'password is %',
  'PASSWORD=%',
  'api key: "%"',
  "secret = '%'",
  '"access_token":"%"',
  '--password %',
  'Authorization: Bearer %',
  'postgres://me:%@db.example/x',
  'https://x.example/?sig=%',
  'AccountKey=%;',
  'client_secret%3D%',
]

const forms: Readonly<Record<string, (value: string) => string>> = {
  'as it is': (value) => value,
  'for a URL': encodeURIComponent,
  'for a form': (value) => new URLSearchParams({ a: value }).toString().slice(2),
  'as JSON': (value) => JSON.stringify(value).slice(1, -1),
  'as JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  'in base64': (value) => Buffer.from(value).toString('base64'),
  'in base64 behind one byte': (value) => Buffer.from(`:${value}:`).toString('base64'),
  'in base64 behind two bytes': (value) => Buffer.from(`a:${value}:a`).toString('base64'),
  'in base64 for a URL': (value) => Buffer.from(value).toString('base64url'),
  'in hex': (value) => Buffer.from(value).toString('hex'),
}

export function base64(data: string | Buffer): string {
  return Buffer.from(data as string).toString('base64')
}
