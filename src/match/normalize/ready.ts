import type { ReadyName } from '../../cassette/options.ts'
import { datePattern } from './date-pattern.ts'

/** Replaces parts of a text that vary from run to run. */
type Replace = (text: string) => string

const replacing =
  (pattern: RegExp, word: string): Replace =>
  (text) =>
    text.replaceAll(pattern, word)

/**
 * Ready normalizers. Each replaces one kind of value that varies from run to run with a word in brackets, in all texts of
 * a request.
 */
export const readyNormalizers: Readonly<Record<ReadyName, Replace>> = {
  /** Dates in words and of other countries too: `Saturday, 21 November 2026`, `21. November 2026`, `11/21/2026`. */
  dates: (text) => text.replaceAll(datePattern(), '[date]'),
  /** `2026-11-21`, with or without a time: `2026-11-21T10:02:11.482Z`, `2026-11-21 10:02:11+01:00`. */
  'iso-dates': replacing(
    /(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?Z| ?[+-]\d\d:?\d\d)?)?(?!\d)/g,
    '[date]',
  ),
  /** Seconds or milliseconds since 1970, from 2001 to 2033, also as a number: `1763719331`, `1763719331482`. */
  'unix-times': replacing(/(?<![\w.-])1\d{9}(?:\d{3})?(?:\.\d+)?(?![\w-])/g, '[time]'),
  /** `123e4567-e89b-12d3-a456-426614174000`. */
  uuids: replacing(/(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])/gi, '[uuid]'),
  /** Ids of nanoid's default length and alphabet, with or without a short prefix: `V1StGXR8_Z5jdHi6B-myT`. */
  nanoids: (text) =>
    text.replaceAll(
      /(?<![\w-])([a-z]{1,12}[_-])?([\w-]{21})(?![\w-])/g,
      (whole, prefix: string | undefined, id: string) => (isRandom(id) ? `${prefix ?? ''}[nanoid]` : whole),
    ),
  /** A path into the system's temporary folder: `/tmp/run-Ab12`. */
  'temp-paths': replacing(
    /(?<![\w.~\]-])(?:\/private)?(?:\/var)?\/tmp\/[^\s/"'`<>|:;,()[\]{}]+|(?<![\w.~\]-])(?:\/private)?\/var\/folders\/\w+\/\w+\/T\/[^\s/"'`<>|:;,()[\]{}]+|\b[a-z]:(?:[\\/]+[^\\/:*?"<>|\s]+){0,6}?[\\/]+te?mp[\\/]+[^\\/:*?"<>|\s]+/gi,
    '[temp]',
  ),
  /** The port of a server on this machine: `localhost:54321`, `port 54321`. */
  ports: (text) =>
    text
      .replaceAll(/((?<![\w.-])(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1?\])):\d{1,5}(?!\d)/gi, '$1:[port]')
      .replaceAll(/\b(port(?: |: ?|=))\d{2,5}(?![\d.])/gi, '$1[port]'),
  /** A number of bytes with its unit: `1,482 bytes`, `3.2 KB`, `12 MiB`. */
  'byte-counts': replacing(/(?<![\w.,])\d[\d,.]*\s?(?:bytes?|[kmgt]i?b)\b/gi, '[bytes]'),
}

/** The names, in the order of the documentation. */
export const readyNames: readonly ReadyName[] = Object.keys(readyNormalizers) as ReadyName[]

/** Both cases, and digits or many capitals. Nearly all random ids have them, but no word or identifier does. */
function isRandom(id: string): boolean {
  const capitals = id.match(/[A-Z]/g)?.length ?? 0
  return /[a-z]/.test(id) && capitals > 0 && (/\d/.test(id) || capitals > 6)
}
