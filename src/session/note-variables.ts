import type { HeaderFields } from '../cassette/header-fields.ts'
import { findProvider } from '../providers/find-provider.ts'
import { isCredentialName } from '../redact/recognize/environment-credentials.ts'
import type { UsedVariables } from './used-variables.ts'

/** Shorter values stand in headers by chance, unless they are the whole credential. */
const shortest = 8

/**
 * Notes the variables of the environment that a recorded request depends on: those whose values stand in the credentials,
 * and the settings of a provider. A replay sets them again.
 */
export function noteVariables(
  { environment, found }: Pick<UsedVariables, 'environment' | 'found'>,
  { url, headers }: { readonly url: string; readonly headers: HeaderFields },
): void {
  const address = new URL(url)
  const provider = findProvider(address)
  const credentials = credentialsIn(address, headers)
  const names = environment
    .filter(([name, value]) => credentials.some((text) => holds(text, name, value)))
    .map(([name]) => name)
  const { signingKeys = {}, keysFromElsewhere = [], settings = [] } = provider ?? {}
  if (names.length === 0 && credentials.length > 0) names.push(...keysFromElsewhere)
  names.push(...names.flatMap((name) => signingKeys[name] ?? []))
  for (const name of names) found[name] ??= null
  for (const [name, value] of environment) if (settings.includes(name) && isPlain(value)) found[name] ??= value
}

/** Whether the value of a variable stands in a credential, or is the whole of it behind its scheme (`Bearer`). */
function holds(credential: string, name: string, value: string): boolean {
  if (value.length >= shortest) return credential.includes(value)
  return isCredentialName(name) && credential.replace(/^\w+ +/, '') === value
}

/** The texts of a request that hold its credentials. */
function credentialsIn({ username, password, searchParams }: URL, headers: HeaderFields): string[] {
  const named = [...headers, ...searchParams].filter(([name]) => isCredentialName(name.replaceAll('-', '_')))
  const texts = [...named.map(([, value]) => value), username, password].filter((text) => text !== '')
  return [...texts, ...texts.flatMap(basic)]
}

/** @see https://www.rfc-editor.org/rfc/rfc7617#section-2 */
function basic(header: string): string[] {
  const encoded = /^basic +(\S+)/i.exec(header)?.[1]
  return encoded === undefined ? [] : [Buffer.from(encoded, 'base64').toString()]
}

/** A setting that is an address may hold a secret. */
function isPlain(value: string): boolean {
  if (!URL.canParse(value)) return true
  const { username, password, search } = new URL(value)
  return username + password + search === ''
}
