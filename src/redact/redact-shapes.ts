import { lazy } from '../util/lazy.ts'
import { escapes } from './escapes.ts'
import { kindOf } from './placeholder.ts'
import { entropyOf } from './recognize/entropy.ts'
import { isExample } from './recognize/example-values.ts'
import { keyShapes } from './recognize/key-shapes.ts'
import { markFinder, type Marks } from './recognize/marks.ts'
import { looksSecret } from './recognize/looks-secret.ts'
import type { SecretRules } from './redact-field.ts'

interface Rule {
  readonly kind: string
  /** Without it in the text the pattern is not tried. */
  readonly marks: readonly string[]
  /** Made where it is tried: most processes see no text with a mark. */
  readonly pattern: () => RegExp
  /** Whether a match is a secret; by default it is. */
  readonly isSecret?: (match: string) => boolean
  /** Splits a match into the part that stays, the secret, and its kind; `undefined` if there is no secret. By default the whole match is the secret. */
  readonly find?: (
    groups: ReadonlyArray<string | undefined>,
  ) => readonly [before: string, secret: string, kind?: string] | undefined
}

const pem = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----'
/** Not over the end of a text of JSON or of an element; but over that of a text which goes on behind a plus, and an address. */
const inPem = '(?:[^"<>]|"(?:\\s|\\\\+[nr])*\\+(?:\\s|\\\\+[nr])*\\\\{0,3}"|<[^<>"\\s]{1,200}>)'

/** A key does not begin in the middle of a word: a short mark may be the end of a word, as in `task-`. */
const keyStart = `(?<=^|[^A-Za-z0-9_]|${escapes})(?<![A-Za-z0-9][-.])`

/**
 * A shape with an end: no key is longer, and a regular expression runs out of stack, or of time, on a run of megabytes.
 */
function bounded(shape: string): string {
  return shape
    .replaceAll(/\{(\d+),\}/g, '{$1,4096}')
    .replaceAll(/\]\*/g, ']{0,4096}')
    .replaceAll(/\]\+/g, ']{1,4096}')
}

/** Whether a mark can be nothing else, whatever stands before it. */
function isTelling(mark: string): boolean {
  return mark.length > 5 && /[^A-Za-z0-9]/.test(mark)
}

const shapes: readonly Rule[] = [
  {
    kind: 'private-key',
    marks: ['-----BEGIN'],
    // A block that was cut goes to where its lines end.
    pattern: lazy(
      () =>
        new RegExp(
          `-----BEGIN ${pem}(?:(?:(?!-----)${inPem}){0,16384}-----END ${pem}|(?:\\\\+[rn]|[\\w+/=\\s:,.-])*)`,
          'g',
        ),
    ),
  },
  ...keyShapes.map(({ kind, marks, shape, behind, entropy = 0 }): Rule => ({
    kind,
    marks,
    ...(entropy > 0 && { isSecret: (match: string) => entropyOf(match) > entropy }),
    pattern: lazy(() => {
      const start = behind === undefined ? (marks.every(isTelling) ? '' : keyStart) : `(?<=${behind})`
      return new RegExp(`${start}(?:${bounded(shape)})`, 'g')
    }),
  })),
  {
    kind: 'jwt',
    marks: ['eyJ'],
    pattern: lazy(
      () =>
        new RegExp(
          `(?<=^|[^A-Za-z0-9]|${escapes})eyJ[\\w-]{6,9999}\\.(?:eyJ[\\w-]{6,9999}\\.[\\w-]{0,9999}|[\\w-]{0,9999}(?:\\.[\\w-]{1,9999}){3})`,
          'g',
        ),
    ),
  },
  {
    kind: 'password',
    marks: ['-u ', '-u\t', '-u=', '--user'],
    pattern: () =>
      /((?:\b(curl|wget|https?|xh|svn|lftp)\b[^\n]{0,300})?\s(?:-u|--user)[ \t=]{1,3}["']?[^\s:"'`\\$<>]{1,99}:)([^\s"'`\\$<>]{4,999})/g,
    // Of other programs, a user and a group: `docker run -u 1000:1000`.
    find: ([before = '', client, value = '']) =>
      (client === undefined ? looksSecret(value) : !isExample(value)) ? [before, value] : undefined,
  },
  {
    kind: 'password',
    marks: ['://'],
    pattern: () => /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)([\w.~-]{20,999})(?=@[\w[.%+~-])/gi,
    find: ([before = '', value = '']) => (looksSecret(value) ? [before, value] : undefined),
  },
  {
    kind: 'password',
    marks: ['://'],
    pattern: () =>
      /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"'`\\<>]{0,999}:)([^\s/"'`\\<>]{1,999})(?=@[\w[.%+~-])/gi,
    find: ([before = '', value = '']) => (isExample(value) ? undefined : [before, value]),
  },
  {
    kind: 'signature',
    marks: ['ig=', 'ignature=', 'redential=', 'oken=', 'key=', 'KEY=', 'Key=', 'ecret='],
    pattern: () =>
      /([?&])((?:sig|signature|(?:x-(?:amz|goog)-)(?:signature|credential|security-token)|awsaccesskeyid|(?:access|refresh|id|auth|api)_?token|api_?key|client_?secret))=(?!\w+\()([^&#\s"'`\\<>()[\]{}]{6,9999})/gi,
    find: ([before = '', name = '', value = '']) =>
      isExample(value) ? undefined : [`${before}${name}=`, value, kindOf(name)],
  },
  {
    kind: 'authorization',
    marks: ['earer ', 'EARER ', 'earer%20'],
    pattern: () => /\b(bearer(?: {1,3}|%20))([\w.~+/-]{8,9999}={0,2})/gi,
    find: ([before = '', value = '']) => (looksSecret(value) ? [before, value] : undefined),
  },
  {
    kind: 'authorization',
    marks: ['asic ', 'ASIC ', 'asic%20'],
    pattern: () => /\b(basic(?: {1,3}|%20))([A-Za-z\d+/_-]{8,9999}(?:={0,2}|(?:%3D){0,2}))/gi,
    find: ([before = '', value = '']) => (isUserAndPassword(value) ? [before, value] : undefined),
  },
]

const dot = '.'
const blank = 0x20
/** Places of the rules in the list, by mark. */
const placesByMark = lazy(() => {
  const places = new Map<string, number[]>()
  for (const [place, { marks }] of shapes.entries())
    for (const mark of marks) places.set(mark, [...(places.get(mark) ?? []), place])
  return places
})
/** Tells which marks of shapes and of labels a text holds. */
export const marksIn: (text: string) => Marks = markFinder(
  [...new Set(shapes.flatMap(({ marks }) => marks))].filter((mark) => mark !== dot),
)
/** Keys without a telling start, from their dot on. */
const dotted =
  /\.(?:[A-Za-z0-9]{16}(?<=[0-9a-f]{32}\.[A-Za-z0-9]{16})|[\w-]{6}\.[\w-]{27}(?<=[MNO][A-Za-z0-9]{23,27}\.[\w-]{6}\.[\w-]{27}))/y

/** A place in the kind of a placeholder. */
const inKind = /(?<=\[REDACTED:[a-z0-9-]*)(?=[a-z0-9-]*(?:[.~][a-z0-9]+)?\])/y

/** The text without keys and other secrets that have a shape. */
export function redactShapes(text: string, { isKept, name }: SecretRules): string {
  const marks = marksIn(text).shapes
  const isDotted = hasDotted(text)
  if (marks.size === 0 && !isDotted) return text
  const places = new Set([...marks, ...(isDotted ? [dot] : [])].flatMap((mark) => placesByMark().get(mark) ?? []))
  let result = text
  for (const place of [...places].sort((a, b) => a - b)) {
    const { kind, pattern, find, isSecret } = shapes[place]!
    result = result.replace(pattern(), (match: string, ...groups: unknown[]) => {
      if (isKept(match) || match.includes('[REDACTED') || isSecret?.(match) === false) return match
      // The name of a field, of which a placeholder has its kind, may look like a key.
      if (isInPlaceholder(groups.at(-1) as string, groups.at(-2) as number)) return match
      const secret = find === undefined ? (['', match] as const) : find(groups as string[])
      return secret === undefined ? match : `${secret[0]}${name(secret[2] ?? kind, secret[1])}`
    })
  }
  return result
}

function isInPlaceholder(text: string, at: number): boolean {
  inKind.lastIndex = at
  return inKind.test(text)
}

/** Whether a key is there that only its dot tells. Behind the dots of sentences stands a blank. */
function hasDotted(text: string): boolean {
  for (let at = text.indexOf(dot); at !== -1; at = text.indexOf(dot, at + 1)) {
    if (text.charCodeAt(at + 1) <= blank) continue
    dotted.lastIndex = at
    if (dotted.test(text)) return true
  }
  return false
}

/** As HTTP sends a user and a password. */
function isUserAndPassword(value: string): boolean {
  return /^[\x20-\x7e]{0,200}:[\x20-\x7e]{0,200}$/.test(
    Buffer.from(value.replaceAll('%3D', '='), 'base64').toString('latin1'),
  )
}
