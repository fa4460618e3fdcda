import type { HeaderFields } from '../cassette/header-fields.ts'
import { bufferOf, bytesOf } from '../body/bytes-of.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { CassettePlaceholderError } from '../errors/cassette-placeholder-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { findNumbered } from '../redact/placeholder.ts'

/** The error of a live call that would send a placeholder in place of a secret; `undefined` where it has none. */
export function placeholderError(
  {
    request,
    body,
  }: { readonly request: { readonly url: string; readonly headers: HeaderFields }; readonly body: string | Uint8Array },
  stored: StoredRequest,
  command: string,
): CassettePlaceholderError | undefined {
  const headers = [...request.headers].map(([name, value]) => [`header ${name}`, value] as const)
  for (const [at, text] of [
    ['url', request.url] as const,
    ...headers,
    ['body', bufferOf(bytesOf(body)).toString('latin1')] as const,
  ]) {
    const placeholder = findNumbered(text)
    if (placeholder === undefined) continue
    return new CassettePlaceholderError({ call: describeRequest(stored).call, at, placeholder, command })
  }
  return undefined
}
