import type { StoredRequest } from '../core/interaction.ts'
import { requestKey } from '../core/request-key.ts'
import { findProvider } from '../providers/find-provider.ts'
import { isSecretParameter } from '../redact/url.ts'

/** The match key of a stored request, or of an incoming one in the form it would be stored in. */
export function keyOf(request: StoredRequest): string {
  const provider = URL.canParse(request.url) ? findProvider(new URL(request.url)) : undefined
  return requestKey(request, { isIgnoredParameter: isSecretParameter, headers: provider?.matchHeaders ?? [] })
}
