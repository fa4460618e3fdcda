import { isBare, isRedacted, kindOf, placeholder, type NameSecret } from './placeholder.ts'
import { redactEncoded } from './view/decoded-view.ts'
import { placeAt, type Place } from './view/leaf.ts'
import { isOwnParameter, isSecretParameter } from './recognize/parameter-names.ts'

/** The rules for addresses and forms, beside those for names and values. */
export interface ParameterRules {
  /** Whether the user keeps a text that looks like a secret. */
  readonly isKept: (text: string) => boolean
  /** Whether a parameter carries a secret in all addresses of this kind, as the provider has it. */
  readonly isSecretAt: (address: string, name: string) => boolean
  /** Whether the user wants a parameter redacted, or kept: its place is `?name`. */
  readonly isRedactedPlace?: (place: Place) => boolean
  readonly isKeptPlace?: (place: Place) => boolean
  /** Gives the placeholder of a secret that is not the caller's own credential; a bare one where it is left out. */
  readonly name?: NameSecret
  /** Hears of the caller's own credentials, and gives their placeholder. */
  readonly nameOwn?: NameSecret
}

/** Nothing more is known than what names and values say. */
export const plainRules: ParameterRules = { isKept: () => false, isSecretAt: () => false }

/** The URL without what says who asks, or where on a page: no credentials, no fragment. Secret parameters stay. */
export function plainUrl(url: string): string {
  const parsed = new URL(url)
  // Most addresses have none of them, and each of these parses the whole address again.
  if (/[@#]/.test(url)) Object.assign(parsed, { username: '', password: '', hash: '' })
  if (parsed.search === '') return parsed.href
  return `${parsed.origin}${parsed.pathname}${parsed.search}`
}

/** The address as it may be stored, also one that is relative to another: as {@link plainUrl}, secret parameters replaced. */
export function safeAddress(address: string, rules: ParameterRules = plainRules): string {
  const plain = URL.canParse(address) ? plainUrl(address) : (address.split('#', 1)[0] ?? '')
  return safeParameters(plain, rules)
}

/**
 * The address with secret parameters replaced.
 *
 * @param redactText what is done to the path, and to names and values that stay: each by itself, since a name before a
 *   value says here what {@link isSecretParameter} makes of it, and not what a label in a text does.
 */
export function safeParameters(address: string, rules: ParameterRules, redactText: RedactText = same): string {
  const [path = '', query] = address.split(/\?(.*)/s, 2)
  const safe = safePath(path, redactText)
  return query === undefined ? safe : `${safe}?${safeQuery(query, address, rules, redactText)}`
}

type RedactText = (text: string) => string

const same: RedactText = (text) => text

/** Rules for addresses need the whole of it. The origin stays: it says which provider was asked. */
function safePath(path: string, redactText: RedactText): string {
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/is.exec(path) ?? [undefined, '', path]
  const safe = redactText(`${origin}${rest}`)
  return safe.startsWith(origin) ? safe : `${origin}${redactText(rest)}`
}

/**
 * A query, or a form that is written like one, with secret parameters replaced, and other secrets in it as in
 * {@link safeParameters}. Split and joined by hand: `URLSearchParams` would write the untouched parameters anew (`+` for
 * `%20`).
 *
 * @param address where it belongs.
 */
export function safeQuery(
  query: string,
  address: string,
  rules: ParameterRules,
  redactText: RedactText = same,
): string {
  return query
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=')
      if (at === -1) return redactText(pair)
      const name = pair.slice(0, at)
      const value = pair.slice(at + 1)
      const known = decoded(name)
      const place = placeAt(`?${known}`)
      if (rules.isKeptPlace?.(place) === true) return pair
      const isChosen = rules.isRedactedPlace?.(place) === true
      const isSecret = !isRedacted(decoded(value)) && (isChosen || isSecretPair(known, decoded(value), address, rules))
      if (!isSecret) return `${redactText(name)}=${redactEncoded(value, redactText)}`
      const give = !isChosen && (isOwnParameter(known) || rules.isSecretAt(address, known)) ? rules.nameOwn : rules.name
      return `${name}=${(give ?? placeholder)(kindOf(known), decoded(value))}`
    })
    .join('&')
}

/**
 * Whether a parameter of an address, or a field of a form sent there, does not count when requests are compared: it is
 * the caller's own credential, or a placeholder that does not say which secret it was.
 */
export function isUncounted(name: string, value: string, address: string, rules: ParameterRules): boolean {
  if (rules.isKept(value) || !isSecretPair(name, value, address, rules)) return false
  return isBare(value) || isOwnParameter(name) || rules.isSecretAt(address, name)
}

/** Whether a parameter of an address, or a field of a form sent there, is secret. */
export function isSecretPair(name: string, value: string, address: string, rules: ParameterRules): boolean {
  return !rules.isKept(value) && (isSecretParameter(name, value) || rules.isSecretAt(address, name))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
