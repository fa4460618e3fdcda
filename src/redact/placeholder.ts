/**
 * Stands where a secret stood and names its kind: `[REDACTED:openai-key]`. Bare, as here, it does not say which secret
 * it was, and does not count when requests are compared.
 */
export function placeholder(kind: string): string {
  return `[REDACTED:${kind}]`
}

/** Gives the placeholder of a secret. */
export type NameSecret = (kind: string, value: string) => string

/** The kind of secret that a name stands for: `api-key` for `apiKey`, `API_KEY` and `api key`. */
export function kindOf(name: string): string {
  return wordsOf(name).join('-') || 'secret'
}

/** The words of a name in lower case: `apiKey`, `API_KEY` and `api-key` have the same two. */
export function wordsOf(name: string): readonly string[] {
  let words = known.get(name)
  if (words !== undefined) return words
  // The names of a body are few, and each stands in it often.
  if (known.size >= 1000) known.clear()
  words = split(name)
  known.set(name, words)
  return words
}

const known = new Map<string, readonly string[]>()

function split(name: string): string[] {
  return name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
}

/**
 * Source of a pattern for placeholders. Behind the kind may stand the name of one value: its number in the cassette
 * (`.1`), or its fingerprint (`~9f`).
 */
export const placeholderPattern: string = '\\[REDACTED(?::[a-z0-9-]+(?:[.~][a-z0-9]+)?)?\\]'

const alone = new RegExp(`^\\s*([a-z]+ )?${placeholderPattern}\\s*$`, 'i')

/** Whether a value holds nothing but a placeholder, alone or behind the scheme of a header (`Bearer …`). */
export function isRedacted(value: string): boolean {
  return value.includes('[REDACTED') && alone.test(value)
}

/** Whether a value is a placeholder that does not say which secret it was. */
export function isBare(value: string): boolean {
  return isRedacted(value) && !/[.~]/.test(value)
}

/** Kinds of the caller's own credentials, whose placeholders are bare on purpose. */
const ownKinds = /^(.*signature|sig|hmac|assertion|authorization|api-key|access-token|x-amz-.*|x-goog-.*|key)$/

/**
 * How many placeholders in a cassette do not say which secret they stand for, although it counts.
 *
 * @param known kinds of credentials of the environment.
 */
export function countBare(interaction: object, known: readonly string[]): number {
  return [...JSON.stringify(interaction).matchAll(/\[REDACTED:([a-z0-9-]+)\]/g)].filter(
    ([, kind = '']) => !known.includes(kind) && !ownKinds.test(kind),
  ).length
}

/** The first placeholder with a number, plain or in an address: an app has one of a replayed answer only. */
export function findNumbered(text: string): string | undefined {
  if (!text.includes('REDACTED')) return undefined
  return /\[REDACTED:[a-z0-9-]+\.\d+\]/.exec(withPlainPlaceholders(text))?.[0]
}

const encoded = /%(?:25)*5BREDACTED%(?:25)*3A([a-z0-9-]+(?:(?:[.~]|%(?:25)*7E)[a-z0-9]+)?)%(?:25)*5D/gi

/** The text with placeholders as they are stored: an app may have put one into an address. */
export function withPlainPlaceholders(text: string): string {
  if (!text.includes('%') || !/5BREDACTED/i.test(text)) return text
  return text.replaceAll(encoded, (_, name: string) => `[REDACTED:${name.replace(/%(?:25)*7E/i, '~')}]`)
}
