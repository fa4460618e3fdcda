import { needlesOf } from './recognize/environment-credentials.ts'
import { looksSecret } from './recognize/looks-secret.ts'
import { fingerprint } from './fingerprint.ts'
import { NeedleIndex } from './needles.ts'
import { isRedacted, placeholder } from './placeholder.ts'

/** Who said a secret first. */
export type Origin = 'request' | 'answer'

const numbered = /\[REDACTED:([a-z0-9-]+)\.(\d+)\]/g

/**
 * The secrets of one cassette, each with its placeholder: a value that was a secret in one place is one in every other.
 * It lives as long as the cassette is open.
 */
export class SecretMemory {
  /** Placeholders by value. */
  readonly #names = new Map<string, string>()
  /** The highest number of each kind. */
  readonly #numbers = new Map<string, number>()
  readonly #index = new NeedleIndex()
  /** Parts of texts in base64 that cannot be read as texts. */
  readonly #parts = new NeedleIndex()

  /** The headers of requests that were looked at, with their values: a client sends the same ones with each request. */
  readonly headers: Set<string> = new Set()

  /** How many secrets are known. */
  get size(): number {
    return this.#names.size
  }

  /** Reads which numbers an interaction of the cassette has used. */
  learn(interaction: object): void {
    for (const [, kind = '', number] of JSON.stringify(interaction).matchAll(numbered))
      this.#numbers.set(kind, Math.max(Number(number), this.#numbers.get(kind) ?? 0))
  }

  /**
   * The placeholder of a secret. What an answer has brought has a number: in replay the app has the placeholder itself.
   * A value that the app has by itself has a fingerprint: the app has this value in replay too.
   *
   * @param isSure whether the value is looked for everywhere, whatever it looks like.
   */
  nameOf(kind: string, value: string, origin: Origin, isSure = false): string {
    return this.#known(value) ?? this.#remember(value, this.#newName(kind, value, origin), isSure)
  }

  /**
   * The bare placeholder of a credential of the caller's own, unless it has another name: it came in an answer.
   *
   * @param isSure whether the value is looked for everywhere, whatever it looks like.
   */
  nameOfOwn(kind: string, value: string, isSure = false): string {
    return this.#known(value) ?? this.#remember(value, placeholder(kind), isSure)
  }

  /** The text with every value that is known replaced, however it is written. */
  redactKnown(text: string, isKept: (text: string) => boolean): string {
    return this.#index.replace(text, isKept)
  }

  /** The text with every run of base64 replaced that holds a known value between bytes that are no text. */
  redactParts(text: string, isKept: (text: string) => boolean): string {
    return this.#parts.replace(text, isKept)
  }

  #known(value: string): string | undefined {
    return isRedacted(value) ? value : this.#names.get(plain(value))
  }

  #newName(kind: string, value: string, origin: Origin): string {
    if (origin === 'request') return `[REDACTED:${kind}~${fingerprint(kind, plain(value))}]`
    const number = (this.#numbers.get(kind) ?? 0) + 1
    this.#numbers.set(kind, number)
    return `[REDACTED:${kind}.${number}]`
  }

  #remember(value: string, name: string, isSure = false): string {
    const secret = plain(value)
    this.#names.set(secret, name)
    // An everyday word is replaced only where it stands as a secret.
    if (!isSure && !looksSecret(secret)) return name
    const needles = needlesOf(secret, name)
    this.#index.add(needles.filter(({ isPart }) => isPart !== true))
    this.#parts.add(needles.filter(({ isPart }) => isPart === true))
    return name
  }
}

/** A value as it is, when an address or JSON holds it. */
function plain(value: string): string {
  const unescaped = value.replaceAll('\\/', '/')
  if (!unescaped.includes('%')) return unescaped
  try {
    return decodeURIComponent(unescaped)
  } catch {
    return unescaped
  }
}
