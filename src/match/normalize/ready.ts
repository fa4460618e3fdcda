/** Replaces in a text what varies from run to run. */
type Replace = (text: string) => string

const replacing =
  (pattern: RegExp, word: string): Replace =>
  (text) =>
    text.replaceAll(pattern, word)

/** The names of the ready normalizers. */
export type ReadyName = 'iso-dates' | 'unix-times' | 'uuids' | 'nanoids' | 'temp-paths' | 'ports' | 'byte-counts'

/**
 * Ready normalizers: each replaces, wherever a text of a request holds it, one kind of thing that varies from run to
 * run by a word in brackets.
 */
export const readyNormalizers: Readonly<Record<ReadyName, Replace>> = {
  /** `2026-11-21`, with or without a time: `2026-11-21T10:02:11.482Z`, `2026-11-21 10:02:11+01:00`. */
  'iso-dates': replacing(
    /(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?Z| ?[+-]\d\d:?\d\d)?)?(?!\d)/g,
    '[date]',
  ),
  /** Seconds or milliseconds since 1970, from 2001 to 2033, also as a number: `1763719331`, `1763719331482`. */
  'unix-times': replacing(/(?<![\w.-])1\d{9}(?:\d{3})?(?:\.\d+)?(?![\w-])/g, '[time]'),
  /** `123e4567-e89b-12d3-a456-426614174000`. */
  uuids: replacing(/(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])/gi, '[uuid]'),
  /** Ids of nanoid's own length and letters, with a short prefix or without: `V1StGXR8_Z5jdHi6B-myT`. */
  nanoids: (text) =>
    text.replaceAll(
      /(?<![\w-])([a-z]{1,12}[_-])?([\w-]{21})(?![\w-])/g,
      (whole, prefix: string | undefined, id: string) => (isRandom(id) ? `${prefix ?? ''}[nanoid]` : whole),
    ),
  /** A folder or file in the system's folder for temporary ones, with what is above it: `/tmp/run-Ab12`. */
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

/** The names, in the order the documentation lists them. */
export const readyNames: readonly ReadyName[] = Object.keys(readyNormalizers) as ReadyName[]

/** Both cases, and digits or many capitals: no word or identifier of 21 characters, but nearly every random one. */
function isRandom(id: string): boolean {
  const capitals = id.match(/[A-Z]/g)?.length ?? 0
  return /[a-z]/.test(id) && capitals > 0 && (/\d/.test(id) || capitals > 6)
}
