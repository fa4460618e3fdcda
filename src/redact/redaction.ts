import type {
  Interaction,
  StoredBody,
  StoredFailure,
  StoredHeaders,
  StoredRequest,
  StoredResponse,
} from '../cassette/interaction.ts'
import { covers, parseJsonPath } from '../util/json-path.ts'
import { isFormType } from '../body/form-type.ts'
import { CassetteRedactorError } from '../errors/cassette-redactor-error.ts'
import { redactBody, type BodyRules } from './redact-body.ts'
import { moveChunks } from './chunks.ts'
import { needlesOf, type Credential } from './recognize/environment-credentials.ts'
import { NeedleIndex } from './needles.ts'
import { isRedacted, kindOf, placeholder } from './placeholder.ts'
import { textRedactor, type RedactText } from './redact-text.ts'
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
  /** JSON paths from an interaction on (`response.body.json.user`), or anywhere below it (`**.email`). */
  readonly paths: readonly string[]
  /** Texts that look like a secret and are none; `*` stands for any characters. */
  readonly keep: readonly string[]
  /** The user's functions, run on every text after what is known. */
  readonly own?: readonly OwnRedactor[]
  /** Parameters that carry a secret where the provider has them do. */
  readonly isSecretAt?: ParameterRules['isSecretAt']
}

/** Takes the secrets out of what is stored and shown. Doing it again changes nothing. */
export interface Redaction {
  readonly text: RedactText
  /** What tells the secrets in addresses and forms. */
  readonly parameters: ParameterRules
  /** An address in a header. */
  readonly address: (address: string) => string
  readonly request: (request: StoredRequest) => StoredRequest
  readonly response: (response: StoredResponse) => StoredResponse
  readonly failure: (failure: StoredFailure) => StoredFailure
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
}: RedactionOptions): Redaction {
  const kept = keep.map(wildcard)
  const isKept = (text: string): boolean => kept.some((pattern) => pattern.test(text))
  const redactKnown = textRedactor({ needles: new NeedleIndex(credentials.flatMap(needlesOf)), isKept })
  const redactText: RedactText = own.length === 0 ? redactKnown : (text) => runOwn(redactKnown(text), own)
  const parsed = paths.map(parseJsonPath)
  const rules: BodyRules = {
    redactText,
    isKept,
    isTextual: own.length > 0,
    isRedactedPath: (path) => parsed.some((pattern) => covers(pattern, path)),
  }

  const parameters: ParameterRules = { isKept, isSecretAt }

  /** A form is written like a query, and has its rules. */
  const bodyOf = (body: StoredBody, top: string, headers: StoredHeaders | undefined, url: string): StoredBody => {
    if (!('text' in body) || !isFormType(headers?.['content-type']) || rules.isRedactedPath([top, 'body', 'text']))
      return redactBody(body, [top, 'body'], rules)
    const text = safeQuery(body.text, url, parameters, redactText)
    return text === body.text ? body : { text }
  }

  const headers = (stored: StoredHeaders, top: string): StoredHeaders => {
    const one = (name: string, value: string): string => {
      if (rules.isRedactedPath([top, 'headers', name])) return isRedacted(value) ? value : placeholder(kindOf(name))
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
    const url = safeParameters(stored.url, parameters, redactText)
    const safe = stored.headers && headers(stored.headers, 'request')
    const body = stored.body && bodyOf(stored.body, 'request', stored.headers, stored.url)
    if (url === stored.url && safe === stored.headers && body === stored.body) return stored
    return { ...stored, url, ...(safe && { headers: safe }), ...(body && { body }) }
  }

  const failure = (stored: StoredFailure): StoredFailure => {
    const name = redactText(stored.name)
    const message = redactText(stored.message)
    const code = typeof stored.code === 'string' ? redactText(stored.code) : stored.code
    const cause = stored.cause && failure(stored.cause)
    const isSame = name === stored.name && message === stored.message && code === stored.code && cause === stored.cause
    return isSame ? stored : { ...stored, name, message, ...(code !== undefined && { code }), ...(cause && { cause }) }
  }

  const response = (stored: StoredResponse): StoredResponse => {
    const statusText = stored.statusText && redactText(stored.statusText)
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
    text: redactText,
    parameters,
    address: (address) => safeAddress(address, parameters),
    request,
    response,
    failure,
    interaction(interaction) {
      const asked = request(interaction.request)
      const step = interaction.step && redactText(interaction.step)
      const named = { ...(step && { step }), request: asked }
      const isNamedSame = step === interaction.step && asked === interaction.request
      if (interaction.response === undefined) {
        const failed = failure(interaction.failure)
        return isNamedSame && failed === interaction.failure
          ? interaction
          : { ...interaction, ...named, failure: failed }
      }
      const answered = response(interaction.response)
      const isSame = isNamedSame && answered === interaction.response
      return isSame ? interaction : { ...interaction, ...named, response: answered }
    },
  }
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
