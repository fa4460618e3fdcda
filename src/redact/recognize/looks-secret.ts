import { isExample } from './example-values.ts'
import { isGenerated } from './random-looking.ts'

/** Shorter values are words and codes. */
const shortest = 8

/** Everyday values of people and machines, with digits. */
const everyday = [
  // Addresses, of mail too.
  /^[a-z][a-z0-9+.-]*:\/\//i,
  /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/,
  // Addresses of accounts and contracts on a chain.
  /^0x[0-9a-f]{40}$/i,
  // Dates, times, versions, amounts, numbers of telephones and of phrases.
  /^\d{4}-?\d\d-?\d\d([T ]?[\d:.]*(Z|[+-]\d\d:?\d\d)?)?$/,
  /^v?\d+([.-]\d+)*([.-]?(alpha|beta|rc|pre|dev|final|lts)[.-]?\d*)?$/i,
  /^[\d.,:;/+() %€$£-]+[a-z]{0,3}$/i,
  // Paths and names of files.
  /^[\w@.~-]*(\/[\w@.~-]+)+\.[a-z][a-z0-9]{0,4}$/i,
  /^[\w-]+\.[a-z][a-z0-9]{1,4}$/i,
  /^\.{0,2}\/?([a-z_-]+\/)+[a-z0-9_.-]*$/,
]

/**
 * Whether a value looks by itself like a secret that a machine or a careful person has made up: letters,
 * digits and signs in turns, as no word, name, date or path has them.
 */
export function looksSecret(value: string): boolean {
  if (value.length < shortest || value.length > 8192 || /\s/.test(value) || isExample(value)) return false
  if (everyday.some((pattern) => pattern.test(value))) return false
  if (isGenerated(value)) return true
  if (!/\d/.test(value) || !/[a-z]/i.test(value)) return false
  if (isLongMix(value)) return true
  if (isWords(value)) return false
  return /[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]+\d|[^\w.,:/-]/.test(value)
}

/** Words in one: `isoDate8601`. */
const inOne = /^([A-Z]+|[A-Z]?[a-z]+)([A-Z][a-z]+|\d)*$/

/** Words and numbers with a sign between: `gpt-4o-mini`, `claude-3-5-sonnet-20241022`, `user_123`. */
function isWords(value: string): boolean {
  if (inOne.test(value)) return true
  return value.split(/[-_.:/]/).every((part) => /^([a-z]+\d{0,4}|v?\d{1,8}[a-z]?|\w{1,3})$/i.test(part))
}

/** Long, no blanks, letters and digits. */
function isLongMix(value: string): boolean {
  const [run = ''] = value.match(/[A-Za-z0-9]{20,}/) ?? []
  return /\d/.test(run) && /[A-Za-z]/.test(run) && /^[\w.+/=~-]+$/.test(value)
}
