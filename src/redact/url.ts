/** Stands where a secret stood. Redacting it again changes nothing. */
export const placeholder = '[REDACTED]'

/** Query parameters that carry a secret, a signature or a session, in any case and with `-` or `_`. */
const secretParameter =
  /^(key|sig|signature|token|password|passwd|pwd|secret|auth|authorization|credential|upload_?id|code|jwt|session)$|(^|[-_.])(api|access|auth|client|id|refresh|security|session|secret|sas|signing)[-_]?(key|token|secret|id_?token)$|(key|token|secret|signature|credential)$|^x-amz-(credential|signature|security-token|date)$/i

/** Whether the value of a query parameter must not be stored, and does not count when requests are compared. */
export function isSecretParameter(name: string): boolean {
  return secretParameter.test(name)
}

/** The URL as it may be stored: no credentials, no fragment, secret parameters replaced. */
export function safeUrl(url: string): string {
  const parsed = new URL(url)
  parsed.username = ''
  parsed.password = ''
  parsed.hash = ''
  if (parsed.search === '') return parsed.href
  const query = parsed.search.slice(1).split('&').map(safeParameter)
  // Joined by hand: `URLSearchParams` would write the untouched parameters anew (`+` for `%20`).
  return `${parsed.origin}${parsed.pathname}?${query.join('&')}`
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
