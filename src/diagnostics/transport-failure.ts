import type { StoredFailure } from '../cassette/interaction.ts'

/** Codes of what fails before a request is sent: name, connection, certificate. */
const setup =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_INVALID_URL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|EPROTO)$/

/** Words of what fails before a request is sent, under codes that a later failure has too. */
const setupWords = /^connect |before secure TLS connection was established/

/** Codes of a client that waited for a silent provider and gave up. */
const watchdog = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT|ESOCKETTIMEDOUT)$/

/** Codes of a connection that broke: the system's, undici's, and those of what was no HTTP. */
const broken = /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_\w+|HPE_\w+|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE)$/

/** What kind of failure a connection had. A client's own `AbortError` is none of the connection; `failed` is what nothing is known of. */
export function transportFailure(
  failure: StoredFailure,
): 'request_setup_failed' | 'watchdog_fired' | 'transport_failed' | 'client_aborted' | 'failed' {
  if (failure.name === 'AbortError') return 'client_aborted'
  const codes = [failure.code, failure.cause?.code].map(String)
  if (codes.some((code) => setup.test(code)) || isOfConnecting(failure)) return 'request_setup_failed'
  const isTimeout = failure.name === 'TimeoutError' || codes.some((code) => watchdog.test(code))
  if (isTimeout) return 'watchdog_fired'
  const isBroken = codes.some((code) => broken.test(code)) || ['terminated', 'fetch failed'].includes(failure.message)
  return isBroken ? 'transport_failed' : 'failed'
}

/** Several addresses that were tried in vain are one AggregateError: only connecting has that. */
function isOfConnecting({ cause, ...own }: StoredFailure): boolean {
  return [own, cause].some(
    (one) =>
      one !== undefined && (setupWords.test(one.message) || (one.name === 'AggregateError' && one.code !== undefined)),
  )
}
