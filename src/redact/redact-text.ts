import { lazy } from '../util/lazy.ts'
import { redactPiecesIn } from './view/pieces.ts'
import { escapes } from './escapes.ts'
import { keyShapes } from './recognize/key-shapes.ts'
import { redactLabelled } from './labelled.ts'
import { replaceBase64 } from './view/base64-runs.ts'
import { literalFinder } from './literals.ts'
import { redactPercentEncoded } from './view/decoded-view.ts'
import { jsonRegions, type JsonLeaf } from './view/json-in-text.ts'
import { isRedacted, kindOf, withPlainPlaceholders } from './placeholder.ts'
import { redactField, type SecretRules } from './redact-field.ts'
import { isExample } from './recognize/example-values.ts'
import { looksSecret } from './recognize/looks-secret.ts'

/** Replaces the secrets in a text by placeholders; a text without any comes back as it is. */
export type RedactText = (text: string) => string

interface Rule {
  readonly kind: string
  /** Without it in the text the pattern is not tried. */
  readonly marks: readonly string[]
  /** Made where it is tried: most processes see no text with a mark. */
  readonly pattern: () => RegExp
  /** What of the match stays before the secret, the secret, and its kind; `undefined` for none. By default it is the whole match. */
  readonly find?: (
    groups: ReadonlyArray<string | undefined>,
  ) => readonly [before: string, secret: string, kind?: string] | undefined
}

const pem = '[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----'
/** Not over the end of a text of JSON or of an element; but over that of a text which goes on behind a plus, and an address. */
const inPem = '(?:[^"<>]|"(?:\\s|\\\\+[nr])*\\+(?:\\s|\\\\+[nr])*\\\\{0,3}"|<[^<>"\\s]{1,200}>)'

/** Where a key may begin: not in the middle of a word, for a short mark may be the end of one, as in `task-`. */
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
  ...keyShapes.map(({ kind, marks, shape, behind }) => ({
    kind,
    marks,
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
    marks: ['-u', '--user'],
    pattern: () =>
      /((?:\b(curl|wget|https?|xh|svn|lftp)\b[^\n]{0,300})?\s(?:-u|--user)[ \t=]{1,3}["']?[^\s:"'`\\$<>]{1,99}:)([^\s"'`\\$<>]{4,999})/g,
    // Of other programs, a user and a group: `docker run -u 1000:1000`.
    find: ([before = '', client, value = '']) =>
      (client === undefined ? looksSecret(value) : !isExample(value)) ? [before, value] : undefined,
  },
  {
    kind: 'password',
    marks: ['://'],
    pattern: () => /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)([\w.~-]{20,999})(?=@[\w[.-])/gi,
    find: ([before = '', value = '']) => (looksSecret(value) ? [before, value] : undefined),
  },
  {
    kind: 'password',
    marks: ['://'],
    pattern: () =>
      /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"'`\\<>]{0,999}:)([^\s/"'`\\<>]{1,999})(?=@[\w[.-])/gi,
    find: ([before = '', value = '']) => (isExample(value) ? undefined : [before, value]),
  },
  {
    kind: 'signature',
    marks: ['ig=', 'ignature=', 'redential=', 'oken=', 'key=', 'KEY=', 'Key=', 'ecret='],
    pattern: () =>
      /([?&])((?:sig|signature|(?:x-(?:amz|goog)-)(?:signature|credential|security-token)|awsaccesskeyid|(?:access|refresh|id|auth|api)_?token|api_?key|client_?secret))=([^&#\s"'`\\<>()[\]{}]{6,9999})/gi,
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
const marksIn = literalFinder([...new Set(shapes.flatMap((rule) => rule.marks))].filter((mark) => mark !== dot))
/** Rules whose keys have no telling start. */
const dotted = /[0-9a-f]{32}\.[A-Za-z0-9]{16}|[MNO][A-Za-z0-9]{23,27}\.[\w-]{6}\.[\w-]{27}/

const printable = /^[\t\n\r\x20-\x7e]*$/

/** Shorter texts hold no secret by themselves, only as pieces of one. */
export const shortestText = 8

/** How deep texts in base64 in texts in base64 are looked into. */
const deepest = 3

/** What tells secrets from the rest of a text. */
export interface TextRules extends SecretRules {
  /** Replaces values that are known to be secret. */
  readonly redactKnown: (text: string) => string
  /** The same inside base64 that cannot be read as a text. */
  readonly redactParts: (text: string) => string
}

/** A function that replaces values that are known, and shapes; what labels say it does not read. */
export function shapeRedactor(rules: TextRules): RedactText {
  return (text) => redactShapes(rules.redactKnown(text), rules)
}

/** A function that redacts texts. Doing it again changes nothing. */
export function textRedactor(rules: TextRules): RedactText {
  const { isKept, redactKnown } = rules
  const stages: ReadonlyArray<(text: string, depth: number) => string> = [
    (text) => redactKnown(withPlainPlaceholders(text)),
    (text) => redactShapes(text, rules),
    (text, depth) => redactOutsideJson(text, depth, (rest) => redactLabelled(rest, rules)),
    (text, depth) => (depth >= deepest ? text : redactPiecesIn(text, (whole) => stable(whole, depth + 1))),
    (text, depth) => rules.redactParts(redactBase64(text, depth)),
    (text, depth) => (depth >= deepest ? text : redactPercentEncoded(text, (inner) => stable(inner, depth + 1))),
  ]
  const redactBase64 = (text: string, depth: number): string => {
    if (depth >= deepest) return text
    return replaceBase64(text, (run) => {
      if (!mayHoldText(run)) return run
      const inner = Buffer.from(run, 'base64').toString('utf8')
      if (inner.includes('\ufffd')) return run
      const redacted = stable(inner, depth + 1)
      if (redacted === inner) return run
      return Buffer.from(redacted).toString(/[-_]/.test(run) ? 'base64url' : 'base64')
    })
  }
  /** JSON in a text is looked at value by value, each by its field: what labels say holds for the rest. */
  const redactOutsideJson = (text: string, depth: number, redactRest: (rest: string) => string): string => {
    if (depth >= deepest) return redactRest(text)
    let result = ''
    let done = 0
    for (const { start, end, leaves } of jsonRegions(text)) {
      result += redactRest(text.slice(done, start))
      done = start
      for (const leaf of leaves) {
        const redacted = redactLeaf(leaf, depth)
        if (redacted === leaf.text) continue
        result += `${text.slice(done, leaf.start)}${JSON.stringify(redacted)}`
        done = leaf.end
      }
      result += text.slice(done, end)
      done = end
    }
    return done === 0 ? redactRest(text) : `${result}${redactRest(text.slice(done))}`
  }
  const redactLeaf = ({ field, ...leaf }: JsonLeaf, depth: number): string => {
    const { text } = leaf
    if (isKept(text)) return text
    if (leaf.isNumber === true) return field === undefined ? text : (redactField({ ...leaf, field }, rules) ?? text)
    const known = stable(text, depth + 1)
    if (field === undefined || isRedacted(known)) return known
    return redactField({ ...leaf, field }, rules) ?? known
  }
  /** Goes on until every stage has seen the text and left it as it is. */
  const stable = (text: string, depth: number): string => {
    if (text.length < shortestText) return text
    let result = text
    let left = stages.length
    for (let at = 0; left > 0; at = (at + 1) % stages.length) {
      const after = stages[at]!(result, depth)
      left = after === result ? left - 1 : stages.length
      result = after
    }
    return result
  }
  return (text) => stable(text, 0)
}

function redactShapes(text: string, { isKept, name }: SecretRules): string {
  const found = marksIn(text)
  const hasDotted = dotted.test(text)
  if (found.size === 0 && !hasDotted) return text
  let result = text
  for (const { kind, marks, pattern, find } of shapes) {
    if (!marks.some((mark) => (mark === dot ? hasDotted : found.has(mark)))) continue
    result = result.replace(pattern(), (match: string, ...rest: unknown[]) => {
      if (isKept(match) || match.includes('[REDACTED')) return match
      const secret = find === undefined ? (['', match] as const) : find(rest as string[])
      return secret === undefined ? match : `${secret[0]}${name(secret[2] ?? kind, secret[1])}`
    })
  }
  return result
}

/** As HTTP sends a user and a password. */
function isUserAndPassword(value: string): boolean {
  return /^[\x20-\x7e]{0,200}:[\x20-\x7e]{0,200}$/.test(
    Buffer.from(value.replaceAll('%3D', '='), 'base64').toString('latin1'),
  )
}

/** Most runs are ids and hashes: their first bytes are no text. */
function mayHoldText(run: string): boolean {
  return printable.test(Buffer.from(run.slice(0, 20), 'base64').toString('latin1'))
}
