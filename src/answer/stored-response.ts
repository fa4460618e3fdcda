import { packBody } from '../body/pack.ts'
import type { StoredResponse } from '../cassette/interaction.ts'
import { announcedLength } from '../http/framing.ts'
import { unusualStatusText } from '../http/status-text.ts'
import type { Redaction } from '../redact/redaction.ts'
import { safeResponseHeaders } from '../redact/stored-headers.ts'
import type { Captured } from '../stream/capture.ts'

/**
 * A live answer in the form it is stored in, once its secrets are redacted.
 *
 * @param captured its body; `undefined` when it has none.
 * @param own names, in lower case, of headers that the user adds.
 */
export function storedResponse(
  response: Response,
  captured: Captured | undefined,
  { address, cookies }: Pick<Redaction, 'address' | 'cookies'>,
  own: readonly string[],
): StoredResponse {
  const { status } = response
  const statusText = unusualStatusText(response)
  const body = packBody(captured?.bytes ?? new Uint8Array(), response.headers.get('content-type') ?? undefined)
  return {
    status,
    ...(statusText !== undefined && { statusText }),
    headers: safeResponseHeaders(response.headers, address, { cookies, own }),
    ...storedLength(response, captured),
    ...(body && { body }),
    ...(captured && captured.chunks.length > 0 && { chunks: captured.chunks }),
    ...(captured?.aborted && { aborted: true as const }),
    ...(captured?.failure && { failure: captured.failure }),
  }
}

function storedLength({ status, headers }: Response, captured: Captured | undefined): Pick<StoredResponse, 'length'> {
  const length = announcedLength(headers)
  if (length === undefined || status === 204 || status === 205) return {}
  const isWhole = captured !== undefined && captured.aborted === undefined && captured.failure === undefined
  return { length: isWhole || length }
}
