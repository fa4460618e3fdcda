import type { HeaderFields } from '../cassette/header-fields.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { secretCookie } from './cookies.ts'
import { kindOf } from './placeholder.ts'
import { doubtOf } from './recognize/field-names.ts'
import { looksSecret } from './recognize/looks-secret.ts'
import { isSessionHeader } from './stored-headers.ts'
import type { Origin, SecretMemory } from './secret-memory.ts'

/** Shorter parts are schemes, flags and words. */
const shortest = 12
/** Headers that hold nothing but a credential. */
const isCredential = /(authorization|key|token|secret)$/i
/** Cookies without a secret in them, and what is said beside the value of one. */
const plainWord = /^[a-z-]+$/i

/**
 * Remembers the credentials in headers: of a request the caller's own, of an answer those that it sets. The headers
 * themselves are not stored, but an app or a provider may repeat what stands in them.
 *
 * @param asked the request of the answer. The id of a session, or the name of a model, that it holds is the app's own, and no
 *   secret of the answer.
 */
export function noteHeaders(headers: HeaderFields, origin: Origin, memory: SecretMemory, asked?: StoredRequest): void {
  let text: string | undefined
  const isAsked = (part: string): boolean => (text ??= JSON.stringify(asked)).includes(part)
  for (const [name, value] of headers) {
    if (name === 'set-cookie') noteCookie(value, origin, memory)
    const isSession = isSessionHeader(name)
    if (name === 'set-cookie' || (doubtOf(name) === 'harmless' && !isSession)) continue
    if (origin === 'request') {
      const header = `${name}: ${value}`
      if (memory.headers.has(header)) continue
      memory.headers.add(header)
    }
    for (const part of partsOf(value)) {
      const isSure = isCredential.test(name) || isSession
      if (!isSure && plainWord.test(part)) continue
      if (asked !== undefined && (isSession || !looksSecret(part)) && isAsked(part)) continue
      const kind = kindOf(name)
      if (origin === 'request') memory.nameOfOwn(kind, part, isSure)
      else memory.nameOf(kind, part, origin, isSure)
    }
  }
}

function noteCookie(setCookie: string, origin: Origin, memory: SecretMemory): void {
  const cookie = secretCookie(setCookie)
  if (cookie !== undefined) memory.nameOf('cookie', cookie.value, origin)
}

/** The long parts between blanks, commas and semicolons: of `name=value` the value, of a user and a password the password too. */
function partsOf(value: string): string[] {
  return value.split(/[\s,;]+/).flatMap((part) => {
    const own = /^[\w.-]+=(?=[^=])(.*)$/s.exec(part)?.[1] ?? part
    // What stands in it in base64 is shorter.
    if (own.length < shortest) return []
    const [, password = ''] = /^[^:]*:(.+)$/s.exec(Buffer.from(own, 'base64').toString('latin1')) ?? []
    return password.length >= shortest && /^[\x20-\x7e]+$/.test(password) ? [own, password] : [own]
  })
}
