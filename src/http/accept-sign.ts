import type { HeaderFields } from '../cassette/header-fields.ts'
/** Says whether the header `accept` carries a sign: a media type that tells an interception what to do. */
export function acceptsSign(headers: HeaderFields, sign: string): boolean {
  return headers.get('accept')?.includes(sign) ?? false
}

/** Removes a sign from the header `accept`, and the header where nothing else is in it. */
export function removeAcceptSign(headers: HeaderFields, sign: string): void {
  const accept = headers.get('accept')?.split(/,\s*/)
  if (!accept?.includes(sign)) return
  const rest = accept.filter((type) => type !== sign).join(', ')
  if (rest === '') headers.delete('accept')
  else headers.set('accept', rest)
}
