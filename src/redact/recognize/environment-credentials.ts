import { isBare, kindOf, placeholder } from '../placeholder.ts'
import { NeedleIndex, type Needle } from '../needles.ts'

/** Shorter values are words, ports and flags: replacing them would tear texts apart. */
export const shortestSecret = 12

/** Words, between underscores, in names of variables that hold a credential: as `HF_TOKEN`, `DB_PASS2`. */
const credentialWords = new Set(
  'key token secret sk pass password passwd passcode pwd passphrase accesscode cred credential auth authorization bearer cookie jwt pat sas sig signature dsn webhook salt connectionstring'.split(
    ' ',
  ),
)
/** The same at the end of a word, as in `PGPASSWORD`. */
const credentialEnds = ['key', 'token', 'secret', 'password', 'passwd', 'passphrase', 'credential', 'connectionstring']
/** Names that only look so. */
const harmlessName = /public_?key|^(npm_package_|npm_lifecycle_|vitest|cassette_)|auth_sock|session_bus/i

/** A file that holds the credential, or a socket where it is to be had. Keys in base64 may begin with a slash too. */
const filePath =
  /^(~\/|\.{1,2}\/|[a-z]:\\|\/(app|data|dev|etc|home|mnt|opt|private|proc|root|run|secrets|srv|tmp|users|usr|var|volumes|workspace)\/)/i

/** A credential of the environment: the variable and its value. */
export type Credential = readonly [name: string, value: string]

/** The variables that hold a credential, sorted by name: two with one value have the kind of the first. */
export function credentialsOf(environment: Readonly<Record<string, string | undefined>>): Credential[] {
  return Object.entries(environment)
    .flatMap(([name, value]): Credential[] =>
      value === undefined ? [] : secretParts(name, value.trim()).map((part) => [name, part]),
    )
    .filter(([, value]) => value.length >= shortestSecret)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function secretParts(name: string, value: string): string[] {
  if (value.length < shortestSecret) return []
  const userInfo = /^[a-z][a-z0-9+.-]*:\/\/(?:[^\s/:@]*:)?([^\s/@]+)@/i.exec(value)?.[1]
  if (userInfo !== undefined) return [value, userInfo, decoded(userInfo)]
  if (!isCredentialName(name)) return []
  if (filePath.test(value)) return []
  // An address alone is no credential. Some services put the secret into it.
  if (/^[a-z]+:\/\/[^\s]+$/i.test(value) && !/webhook|dsn|connection|sas/i.test(name)) return []
  return [value]
}

/** Says whether a variable, or a header with underscores, holds a credential by its name. */
export function isCredentialName(name: string): boolean {
  return hasCredentialWord(name) && !harmlessName.test(name)
}

/** By words and not by a pattern of them all, which costs half a millisecond in every test file. */
function hasCredentialWord(name: string): boolean {
  const words = name
    .toLowerCase()
    .replace(/(access)_(?=code)|(connection)_(?=string)/g, '$1$2')
    .split('_')
  return (
    words.some((word) => credentialWords.has(singular(word.replace(/\d.*/, '')))) ||
    credentialEnds.some((end) => singular(words.at(-1) ?? '').endsWith(end))
  )
}

function singular(word: string): string {
  return word.endsWith('s') && !credentialWords.has(word) ? word.slice(0, -1) : word
}

const indexes = new Map<string, NeedleIndex>()

/** Finds credentials. Preparing every form of every one takes longer than looking, and most tests have the same. */
export function needleIndexOf(credentials: readonly Credential[]): NeedleIndex {
  const key = JSON.stringify(credentials)
  let index = indexes.get(key)
  if (index === undefined) {
    index = new NeedleIndex(credentials.flatMap(([name, value]) => needlesOf(value, placeholder(kindOf(name)))))
    indexes.set(key, index)
  }
  return index
}

/** Every way in which a secret may be written: as it is, for a URL, as JSON (also in JSON), in base64, in hex. */
export function needlesOf(value: string, name: string): Needle[] {
  const json = JSON.stringify(value).slice(1, -1)
  const percent = encodeURIComponent(value)
  const plain = [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    json.replaceAll('/', '\\/'),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURIComponent(percent),
    encodeURI(value.toWellFormed()),
    percent.replaceAll('%20', '+'),
    // RFC 3986, as AWS and OAuth sign.
    percent.replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    // As Go and Python write JSON, each with escapes of its own.
    escaped(json, /[&<>\u2028\u2029]/g),
    escaped(json, /[^\0-\x7f]/g),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    // As bodies that are no text are looked at: byte by byte.
    Buffer.from(value).toString('latin1'),
    ...value.split(/\r?\n/).filter((line) => line.length >= 40),
  ]
  const hex = Buffer.from(value).toString('hex')
  const parts = base64Parts(value).filter((text) => text.length >= shortestSecret)
  return [
    ...[...new Set(plain)].map((text) => ({ text, name })),
    // A placeholder that counts stands there as the app would write it.
    ...[hex, hex.toUpperCase()].map((text) => ({ text, name, ...(!isBare(name) && { isHex: true as const }) })),
    ...[...new Set(parts)].map((text) => ({ text, name, isPart: true as const })),
  ]
}

function escaped(json: string, characters: RegExp): string {
  return json.replaceAll(characters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** In base64 a value looks different by its place; what stays the same are the characters of its inner bytes. */
function base64Parts(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((place) => {
    const text = Buffer.concat([Buffer.alloc(place), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const whole = text.length - ((place + bytes.length) % 3 === 0 ? 0 : 1)
    const part = text.slice(place === 0 ? 0 : place + 1, whole)
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
