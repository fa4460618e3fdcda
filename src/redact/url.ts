/** Stands where a secret stood. Redacting it again changes nothing. */
const placeholder = '[REDACTED]'

/** Whole names, and last words of names, that stand for a secret, a signature or a session. */
const secretWord =
  /^(key|token|secret|sig|signature|hmac|password|passwd|pwd|passphrase|credentials?|jwt|bearer|auth|authorization|assertion|session|sid|sas)$/
/**
 * Names whose last word alone says too little, and names written as one word; both without separators. A word that
 * only ends in `key`, such as `monkey`, is none.
 */
const secretName =
  /(api|access|auth|client|secret|private|session|subscription)key$|(token|secret|signature|credential|password)$|(access(key)?|session|upload|keypair)id$|^(code|codeverifier|x(amz|goog)date)$/
/** Last words that only look like a secret: a place in a list, a column. Two pages of a list are two requests. */
const harmlessName = /(page|next|continuation|sync)token$|(sort|group|order|partition|cache)key$/

/** Whether the value of a query parameter must not be stored, and does not count when requests are compared. */
export function isSecretParameter(name: string): boolean {
  const words = name
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const whole = words.join('')
  return !harmlessName.test(whole) && (secretWord.test(words.at(-1) ?? '') || secretName.test(whole))
}

/** The URL as it may be stored: no credentials, no fragment, secret parameters replaced. */
export function safeUrl(url: string): string {
  const parsed = new URL(url)
  parsed.username = ''
  parsed.password = ''
  parsed.hash = ''
  if (parsed.search === '') return parsed.href
  return `${parsed.origin}${parsed.pathname}?${safeQuery(parsed.search.slice(1))}`
}

/** The address as it may be stored: as {@link safeUrl}, also for one that is relative to another. */
export function safeAddress(address: string): string {
  if (URL.canParse(address)) return safeUrl(address)
  const [path = '', query] = (address.split('#', 1)[0] ?? '').split(/\?(.*)/s, 2)
  return query === undefined ? path : `${path}?${safeQuery(query)}`
}

/** Split and joined by hand: `URLSearchParams` would write the untouched parameters anew (`+` for `%20`). */
function safeQuery(query: string): string {
  return query.split('&').map(safeParameter).join('&')
}

function safeParameter(pair: string): string {
  const at = pair.indexOf('=')
  const name = at === -1 ? pair : pair.slice(0, at)
  return at !== -1 && isSecretParameter(decoded(name)) ? `${name}=${placeholder}` : pair
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
