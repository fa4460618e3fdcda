import { isRedacted, kindOf, placeholder } from './placeholder.ts'
import { isSecretParameter } from './secret-name.ts'

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
  if (at === -1) return pair
  const name = pair.slice(0, at)
  const known = decoded(name)
  if (!isSecretParameter(known) || isRedacted(decoded(pair.slice(at + 1)))) return pair
  return `${name}=${placeholder(kindOf(known))}`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
