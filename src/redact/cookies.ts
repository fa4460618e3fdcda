import type { Interaction, StoredHeaders } from '../cassette/interaction.ts'
import type { NameSecret } from './placeholder.ts'
import { needlesOf } from './recognize/environment-credentials.ts'
import { looksSecret } from './recognize/looks-secret.ts'

/** Attributes of a cookie that would end it before a replay. */
const lifetime = /^(expires|max-age)=/i

/** A cookie that an answer sets. */
export interface Cookie {
  readonly name: string
  readonly value: string
  /** Such as `Path=/`, without its lifetime. */
  readonly attributes: readonly string[]
}

/** Reads a `set-cookie` header; `undefined` for one whose value does not look secret, or that takes a cookie away. */
export function secretCookie(setCookie: string): Cookie | undefined {
  const [pair = '', ...attributes] = setCookie.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1).replace(/^"(.*)"$/, '$1')
  if (at < 1 || !looksSecret(value) || attributes.some((text) => /^max-age=-?0*$/i.test(text))) return undefined
  return { name: pair.slice(0, at), value, attributes: attributes.filter((text) => !lifetime.test(text)) }
}

/** The headers that set a cookie with a secret, with its placeholder and without its lifetime. */
export function safeCookies(headers: Headers, name: NameSecret): string[] {
  return headers.getSetCookie().flatMap((text) => {
    const cookie = secretCookie(text)
    return cookie === undefined
      ? []
      : [[`${cookie.name}=${name('cookie', cookie.value)}`, ...cookie.attributes].join('; ')]
  })
}

const named = /\[REDACTED:[a-z0-9-]+\.\d+\]/

/**
 * The interactions without the cookies that no request holds in its address or its body. Gateways set cookies in each
 * answer, and nobody reads them. A cookie that an app has sent on must be there in replay.
 */
export function withoutUnusedCookies(interactions: readonly Interaction[]): readonly Interaction[] {
  if (!interactions.some(({ response }) => response?.headers?.['set-cookie'] !== undefined)) return interactions
  const sent = JSON.stringify(interactions.map(({ request }) => request))
  const isSent = (cookie: string): boolean => {
    const [name] = named.exec(cookie) ?? []
    return name !== undefined && needlesOf(name, name).some(({ text }) => sent.includes(text))
  }
  return interactions.map((interaction) => {
    const { response } = interaction
    const { 'set-cookie': cookies, ...rest } = response?.headers ?? {}
    if (response === undefined || cookies === undefined) return interaction
    const used = [cookies].flat().filter(isSent)
    const headers: StoredHeaders = used.length === 0 ? rest : { ...response.headers, 'set-cookie': used }
    return { ...interaction, response: { ...response, headers } }
  })
}
