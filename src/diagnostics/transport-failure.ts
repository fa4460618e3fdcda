import type { StoredFailure } from '../cassette/interaction.ts'

/** Codes of failures before a request is sent: name, connection, certificate. */
const setup =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ERR_INVALID_URL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|EPROTO)$/

/** Messages of failures before a request is sent, for codes that later failures have too. */
const setupWords = /^connect |before secure TLS connection was established/

/** Codes of a client's timeout for a silent provider. */
const watchdog = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT|ESOCKETTIMEDOUT)$/

/** Codes of a broken connection: of the system, of undici, and of invalid HTTP. */
const broken = /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_\w+|HPE_\w+|ERR_HTTP2_\w+|ERR_STREAM_PREMATURE_CLOSE)$/

/** Kind of a connection's failure. A client's own `AbortError` is `client_aborted`; an unknown failure is `failed`. */
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

/** Only connecting fails with an AggregateError: one error for each address that was tried. */
function isOfConnecting({ cause, ...own }: StoredFailure): boolean {
  return [own, cause].some(
    (error) =>
      error !== undefined &&
      (setupWords.test(error.message) || (error.name === 'AggregateError' && error.code !== undefined)),
  )
}
