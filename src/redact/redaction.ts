import type {
  Interaction,
  StoredFailure,
  StoredHeaders,
  StoredRequest,
  StoredResponse,
} from '../cassette/interaction.ts'
import type { StoredBody } from '../cassette/stored-body.ts'
import { covers, parseJsonPath, type JsonPath } from '../util/json-path.ts'
import { isFormType } from '../body/form-type.ts'
import { CassetteRedactorError } from '../errors/cassette-redactor-error.ts'
import { CleanTexts } from './clean-texts.ts'
import { redactBody, type BodyRules } from './redact-body.ts'
import { moveChunks } from './chunks.ts'
import { needleIndexOf, type Credential } from './recognize/environment-credentials.ts'
import { safeCookies } from './cookies.ts'
import { noteHeaders } from './note-headers.ts'
import { isRedacted, kindOf, placeholder, withPlainPlaceholders, type NameSecret } from './placeholder.ts'
import type { PathPart } from './view/leaf.ts'
import type { Origin, SecretMemory } from './secret-memory.ts'
import { shapeRedactor, textRedactor, type RedactText } from './redact-text.ts'
import { plainRules, safeAddress, safeParameters, safeQuery, type ParameterRules } from './redact-url.ts'

/** A user's own: given a text of a request or an answer, it returns the text as it may be stored. */
export type Redactor = (text: string) => string

/** A redactor with its name, for errors. */
export interface OwnRedactor {
  readonly name: string
  /** The module it is from, as the user wrote it. */
  readonly module: string
  readonly run: Redactor
}

/** What is redacted beside what is known to be secret. */
export interface RedactionOptions {
  /** Variables of the environment that hold a credential. */
  readonly credentials: readonly Credential[]
  /**
   * JSON paths from an interaction on (`response.body.json.user`), or anywhere below it (`**.email`); places as pages name
   * them (`messages[0].content`, `?token`, `header x-tenant`, `request url`).
   */
  readonly paths: readonly string[]
  /** Texts that look like a secret and are none, with `*` for any characters, and places where there is none. */
  readonly keep: readonly string[]
  /** The user's functions, run on every text after what is known. */
  readonly own?: readonly OwnRedactor[]
  /** Parameters that carry a secret where the provider has them do. */
  readonly isSecretAt?: ParameterRules['isSecretAt']
  /** The secrets of the cassette. Without it every placeholder is bare. */
  readonly memory?: SecretMemory
}

/** Takes the secrets out of what is stored and shown. Doing it again changes nothing. */
export interface Redaction {
  readonly text: RedactText
  /** A name that the test gives: of a lane or a step. */
  readonly name: RedactText
  /** What tells the secrets in addresses and forms. */
  readonly parameters: ParameterRules
  /** An address in a header. */
  readonly address: (address: string) => string
  /** The cookies with a secret that an answer sets, each as its `set-cookie` header. */
  readonly cookies: (headers: Headers) => string[]
  readonly request: (request: StoredRequest) => StoredRequest
  readonly response: (response: StoredResponse) => StoredResponse
  readonly failure: (failure: StoredFailure) => StoredFailure
  /** Remembers what headers of a request, or of an answer, hold: they are not stored, but their values may stand elsewhere. */
  readonly noteHeaders: (headers: Headers, origin: Origin) => void
  /** All of it; the same object when nothing changes. */
  readonly interaction: (interaction: Interaction) => Interaction
}

/**
 * Builds what redacts: once for a test process, since it prepares every form of every credential.
 *
 * @throws Error that says which path cannot be read.
 */
export function createRedaction({
  credentials,
  paths,
  keep,
  own = [],
  isSecretAt = plainRules.isSecretAt,
  memory,
}: RedactionOptions): Redaction {
  const kept = keep.map(wildcard)
  const isKept = (text: string): boolean => kept.some((pattern) => pattern.test(text))
  const environment = needleIndexOf(credentials)
  const redactKnown = (text: string): string => {
    const safe = environment.replace(text, isKept)
    return memory === undefined ? safe : memory.redactKnown(safe, isKept)
  }
  const redactParts = (text: string): string => (memory === undefined ? text : memory.redactParts(text, isKept))
  const isRedactedPath = placeTest(paths.map(parseJsonPath))
  const isKeptPath = placeTest(keep.flatMap(pathIn))
  const clean = new CleanTexts(() => memory?.size ?? 0)
  const sideOf = (name: NameSecret): Side => {
    const rules = { redactKnown, redactParts, isKept, name }
    const known = clean.skip(textRedactor(rules))
    const redactText: RedactText = own.length === 0 ? known : (text) => runOwn(known(text), own)
    return {
      body: {
        redactText,
        redactShapes: shapeRedactor(rules),
        hasSecret,
        isKept,
        name,
        isTextual: own.length > 0,
        isRedactedPath,
        isKeptPath,
      },
      parameters: {
        isKept,
        isSecretAt,
        isRedactedPath,
        isKeptPath,
        name,
        nameOwn: memory === undefined ? name : nameOwn(memory),
      },
    }
  }
  const bare = clean.skip(textRedactor({ redactKnown, redactParts, isKept, name: placeholder }))
  // Looks and remembers nothing: what stands together there may be apart.
  const hasSecret = (text: string): boolean => bare(text) !== text
  const text: RedactText = own.length === 0 ? bare : (given) => runOwn(bare(given), own)
  const asked = sideOf(memory === undefined ? placeholder : (kind, value) => memory.nameOf(kind, value, 'request'))
  const answered = sideOf(memory === undefined ? placeholder : (kind, value) => memory.nameOf(kind, value, 'answer'))

  /** A form is written like a query, and has its rules. */
  const bodyOf = (body: StoredBody, top: Top, headers: StoredHeaders | undefined, url: string): StoredBody => {
    const { body: rules, parameters } = top === 'request' ? asked : answered
    if (!('text' in body) || !isFormType(headers?.['content-type']) || isRedactedPath([top, 'body', 'text']))
      return redactBody(body, [top, 'body'], rules)
    const safe = safeQuery(body.text, url, parameters, rules.redactText)
    return safe === body.text ? body : { text: safe }
  }

  const headers = (stored: StoredHeaders, top: Top): StoredHeaders => {
    const { redactText, name: give } = (top === 'request' ? asked : answered).body
    const one = (name: string, value: string): string => {
      if (isKeptPath([`header ${name}`]) || isKeptPath([top, 'headers', name])) return value
      if (isRedactedPath([top, 'headers', name]) || isRedactedPath([`header ${name}`]))
        return isRedacted(value) ? value : give(kindOf(name), value)
      return redactText(value)
    }
    return mapRecord(stored, (name, value) =>
      typeof value === 'string'
        ? one(name, value)
        : sameOr(
            value,
            value.map((single) => one(name, single)),
          ),
    )
  }

  const request = (stored: StoredRequest): StoredRequest => {
    const isWhole = isRedactedPath(['request', 'url']) || isRedactedPath(['request url'])
    const url = isWhole
      ? withoutPath(stored.url, asked.body.name)
      : safeParameters(withPlainPlaceholders(stored.url), asked.parameters, asked.body.redactText)
    const safe = stored.headers && headers(stored.headers, 'request')
    const body = stored.body && bodyOf(stored.body, 'request', stored.headers, stored.url)
    if (url === stored.url && safe === stored.headers && body === stored.body) return stored
    return { ...stored, url, ...(safe && { headers: safe }), ...(body && { body }) }
  }

  const failure = (stored: StoredFailure): StoredFailure => {
    const { redactText } = answered.body
    const name = redactText(stored.name)
    const message = redactText(stored.message)
    const code = typeof stored.code === 'string' ? redactText(stored.code) : stored.code
    const cause = stored.cause && failure(stored.cause)
    const safe = stored.fields && redactBody({ json: stored.fields }, ['response', 'failure', 'fields'], answered.body)
    const fields = safe && 'json' in safe ? (safe.json as NonNullable<StoredFailure['fields']>) : undefined
    const isSameText = name === stored.name && message === stored.message && code === stored.code
    if (isSameText && cause === stored.cause && fields === stored.fields) return stored
    const more = { ...(code !== undefined && { code }), ...(fields && { fields }), ...(cause && { cause }) }
    return { ...stored, name, message, ...more }
  }

  const response = (stored: StoredResponse): StoredResponse => {
    const statusText = stored.statusText && answered.body.redactText(stored.statusText)
    const safe = stored.headers && headers(stored.headers, 'response')
    const body = stored.body && bodyOf(stored.body, 'response', stored.headers, '')
    const broken = stored.failure && failure(stored.failure)
    const isSame =
      statusText === stored.statusText && safe === stored.headers && body === stored.body && broken === stored.failure
    if (isSame) return stored
    const hasMoved =
      stored.chunks !== undefined && stored.body !== undefined && body !== undefined && body !== stored.body
    return {
      ...stored,
      ...(statusText && { statusText }),
      ...(safe && { headers: safe }),
      ...(body && { body }),
      ...(hasMoved && stored.chunks && stored.body && { chunks: moveChunks(stored.chunks, stored.body, body) }),
      ...(broken && { failure: broken }),
    }
  }

  return {
    text,
    name: asked.body.redactText,
    parameters: asked.parameters,
    address: (address) => safeAddress(address, answered.parameters),
    cookies: (given) => safeCookies(given, answered.body.name),
    request,
    response,
    failure,
    noteHeaders(given, origin) {
      if (memory !== undefined) noteHeaders(given, origin, memory)
    },
    interaction(interaction) {
      const known = memory?.size
      const lane = asked.body.redactText(interaction.lane)
      const step = interaction.step && asked.body.redactText(interaction.step)
      const once = request(interaction.request)
      const { response: given } = interaction
      const outcome = given === undefined ? failure(interaction.failure) : response(given)
      // What the answer has told to be secret may stand in the request.
      const safe = known === memory?.size ? once : request(once)
      const isSame =
        lane === interaction.lane &&
        step === interaction.step &&
        safe === interaction.request &&
        outcome === (interaction.response ?? interaction.failure)
      if (isSame) return interaction
      const named = { ...interaction, lane, ...(step && { step }), request: safe }
      return (given === undefined ? { ...named, failure: outcome } : { ...named, response: outcome }) as Interaction
    },
  }
}

type Top = 'request' | 'response'

/** Whether one of the paths leads to a place: from the interaction on, or, as pages name it, from the value of a body on. */
function placeTest(patterns: readonly JsonPath[]): (path: readonly PathPart[]) => boolean {
  if (patterns.length === 0) return () => false
  return (path) =>
    patterns.some(
      (pattern) => covers(pattern, path) || (path[1] === 'body' && path.length > 3 && covers(pattern, path.slice(3))),
    )
}

/** An entry of `keep` as a path: most are texts, and lead nowhere. */
function pathIn(entry: string): JsonPath[] {
  try {
    return [parseJsonPath(entry)]
  } catch {
    return []
  }
}

/** The address with nothing but its origin left. */
function withoutPath(url: string, name: NameSecret): string {
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?)(.*)$/is.exec(url) ?? []
  return rest === '' || isRedacted(rest) ? url : `${origin}${name('url', rest)}`
}

/** What is done to one side of an interaction. */
interface Side {
  readonly body: BodyRules
  readonly parameters: ParameterRules
}

function nameOwn(memory: SecretMemory): NameSecret {
  return (kind, value) => memory.nameOfOwn(kind, value)
}

/** @throws CassetteRedactorError when a function fails or returns no text. */
function runOwn(text: string, own: readonly OwnRedactor[]): string {
  return own.reduce((before, { name, module, run }) => {
    let after: unknown
    try {
      after = run(before)
    } catch (cause) {
      // Without its message, which may hold what it was given.
      throw new CassetteRedactorError({ redactor: name, module, did: `threw ${errorText(cause)}` })
    }
    if (typeof after !== 'string') throw new CassetteRedactorError({ redactor: name, module, did: 'returned no text' })
    return after
  }, text)
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function mapRecord<Value>(
  record: Readonly<Record<string, Value>>,
  map: (name: string, value: Value) => Value,
): Readonly<Record<string, Value>> {
  let changed = false
  const entries = Object.entries(record).map(([name, value]): [string, Value] => {
    const next = map(name, value)
    if (next !== value) changed = true
    return [name, next]
  })
  return changed ? Object.fromEntries(entries) : record
}

function sameOr(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.every((text, at) => text === before[at]) ? before : after
}
