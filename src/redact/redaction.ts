import type { HeaderFields } from '../cassette/header-fields.ts'
import type { Interaction, StoredFailure, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import { parseJsonPath } from '../util/json-path.ts'
import { pathIn, placeTest, textTest } from './chosen-places.ts'
import { CleanTexts } from './clean-texts.ts'
import { safeCookies } from './cookies.ts'
import { noteHeaders } from './note-headers.ts'
import { runOwn, type OwnRedactor } from './own-redactors.ts'
import { placeholder, type NameSecret } from './placeholder.ts'
import { needleIndexOf, type Credential } from './recognize/environment-credentials.ts'
import { redactFailure, redactRequest, redactResponse, type Side } from './redact-message.ts'
import { shapeRedactor, textRedactor, type RedactText } from './redact-text.ts'
import { plainRules, safeAddress, type ParameterRules } from './redact-url.ts'
import type { Origin, SecretMemory } from './secret-memory.ts'

/** The secrets that the user and the environment name, beside those that redaction recognises. */
export interface RedactionOptions {
  /** Variables of the environment that hold a credential. */
  readonly credentials: readonly Credential[]
  /**
   * JSON paths from an interaction on (`response.body.json.user`), or anywhere below it (`**.email`); places as pages name
   * them (`messages[0].content`, `?token`, `header x-tenant`, `request url`).
   */
  readonly paths: readonly string[]
  /** Texts that look like a secret but are not, with `*` for any characters, and places without a secret. */
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
  /** The rules for addresses and forms. */
  readonly parameters: ParameterRules
  /** An address in a header. */
  readonly address: (address: string) => string
  /** The cookies with a secret that an answer sets, each as its `set-cookie` header. */
  readonly cookies: (headers: Headers) => string[]
  readonly request: (request: StoredRequest) => StoredRequest
  /** Whether a request is the result of `request`, and no secret has become known since. */
  readonly isSettled: (request: StoredRequest) => boolean
  readonly response: (response: StoredResponse) => StoredResponse
  readonly failure: (failure: StoredFailure) => StoredFailure
  /**
   * Remembers the values of headers of a request, or of an answer to the request `asked`. The headers are not stored, but
   * their values may stand elsewhere.
   */
  readonly noteHeaders: (headers: HeaderFields, origin: Origin, asked?: StoredRequest) => void
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
  const isKept = textTest(keep)
  const environment = needleIndexOf(credentials)
  const redactKnown = (text: string): string => {
    const safe = environment.replace(text, isKept)
    return memory === undefined ? safe : memory.redactKnown(safe, isKept)
  }
  const redactParts = (text: string): string => (memory === undefined ? text : memory.redactParts(text, isKept))
  const isRedactedPlace = placeTest(paths.map(parseJsonPath))
  const isKeptPlace = placeTest(keep.flatMap(pathIn))
  const clean = new CleanTexts(() => memory?.size ?? 0)
  const sideOf = (top: Side['top'], name: NameSecret): Side => {
    const rules = { redactKnown, redactParts, isKept, name }
    const known = clean.skip(textRedactor(rules))
    const redactText: RedactText = own.length === 0 ? known : (text) => runOwn(known(text), own)
    return {
      top,
      body: {
        redactText,
        redactShapes: shapeRedactor(rules),
        hasSecret,
        isKept,
        name,
        isTextual: own.length > 0,
        isRedactedPlace,
        isKeptPlace,
      },
      parameters: {
        isKept,
        isSecretAt,
        isRedactedPlace,
        isKeptPlace,
        name,
        nameOwn: memory === undefined ? name : nameOwn(memory),
      },
    }
  }
  const bare = clean.skip(textRedactor({ redactKnown, redactParts, isKept, name: placeholder }))
  // Looks and remembers nothing: what stands together there may be apart.
  const hasSecret = (text: string): boolean => bare(text) !== text
  const text: RedactText = own.length === 0 ? bare : (given) => runOwn(bare(given), own)
  const asked = sideOf(
    'request',
    memory === undefined ? placeholder : (kind, value) => memory.nameOf(kind, value, 'request'),
  )
  const answered = sideOf(
    'response',
    memory === undefined ? placeholder : (kind, value) => memory.nameOf(kind, value, 'answer'),
  )
  /** Requests without their secrets, with the number of secrets that were known. */
  const settled = new WeakMap<StoredRequest, number>()
  const isSettled = (stored: StoredRequest): boolean => settled.get(stored) === (memory?.size ?? 0)
  const request = (stored: StoredRequest): StoredRequest => {
    if (isSettled(stored)) return stored
    const before = memory?.size ?? 0
    const safe = redactRequest(stored, asked)
    // Functions of the user's may change a text again, and a new secret may stand in a part that was looked at before.
    if (own.length === 0 && (memory?.size ?? 0) === before) settled.set(safe, before)
    return safe
  }
  const response = (stored: StoredResponse): StoredResponse => redactResponse(stored, answered)
  const failure = (stored: StoredFailure): StoredFailure => redactFailure(stored, answered)

  return {
    text,
    name: asked.body.redactText,
    parameters: asked.parameters,
    address: (address) => safeAddress(address, answered.parameters),
    cookies: (given) => safeCookies(given, answered.body.name),
    request,
    isSettled,
    response,
    failure,
    noteHeaders(given, origin, sent) {
      if (memory !== undefined) noteHeaders(given, origin, memory, sent)
    },
    interaction(interaction) {
      const known = memory?.size
      const lane = asked.body.redactText(interaction.lane)
      const step = interaction.step && asked.body.redactText(interaction.step)
      const once = request(interaction.request)
      const { response: given } = interaction
      const outcome = given === undefined ? failure(interaction.failure) : response(given)
      // A secret of the answer may stand in the request too.
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

function nameOwn(memory: SecretMemory): NameSecret {
  return (kind, value) => memory.nameOfOwn(kind, value)
}
