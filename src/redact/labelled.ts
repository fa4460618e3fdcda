import { kindOf, placeholder } from './placeholder.ts'
import { isDummy, isRandom } from './secret-name.ts'

/** What stands before a secret in texts, code and dumps of headers. */
const label = [
  '(?:api|access|account|auth|client|encryption|master|private|secret|service|shared[ _-]?access|signing|ssh|storage|subscription|webhook)[ _-]?key',
  '(?:access|api|auth|bearer|bot|csrf|deploy|id|oauth|refresh|secret|security|session|xsrf)[ _-]?token',
  '(?:secret[ _-]?access[ _-]?key|client[ _-]?secret|secret)',
  'pass(?:word|wd|phrase|code)',
  '(?<!ice-)pwd',
  'connection[ _-]?string',
  'credentials?',
  '(?:proxy-)?authorization',
  '(?:set-)?cookie',
  'token',
  'x-amz-signature',
  'sig',
].join('|')

/** Inside quotes, with escapes, when the quotes are those of the text itself, of JSON in it, or of JSON in that. */
const quoted = [
  '"((?:[^"\\\\\\n]|\\\\.){1,4096})"',
  "'((?:[^'\"\\\\\\n]|\\\\[^\"\\n]){1,4096})'",
  '`((?:[^`"\\\\\\n]|\\\\[^"\\n]){1,4096})`',
  '\\\\"((?:[^"\\\\\\n]|\\\\\\\\(?:\\\\["\\\\]|[^"\\\\\\n])){1,4096})\\\\"',
  '\\\\\\\\\\\\"([^"\\\\\\n]{1,4096})\\\\\\\\\\\\"',
].join('|')

/** Length of the closing quote of each of them. */
const closing = [1, 1, 1, 2, 4]

const bare = '[^\\s"\'`\\\\<>(){}\\[\\],;&|]{3,4096}'

const pattern = new RegExp(
  `(?<label>${label})(?<after>(?<close>\\\\{0,3}["'\`])?[ \\t]{0,3}(?:=>|:=|[:=]|%3[AaDd]|\\bis\\b)[ \\t]{0,3})(?:${quoted}|(?<scheme>(?:bearer|basic|token|digest|apikey)[ \\t]+)?(?<bare>${bare}))`,
  'gi',
)
/** Without any of these in a text the pattern is not tried. */
const gate = /key|token|secret|pass|pwd|connection|credential|authorization|cookie|signature|sig[ \t]*[=:]/i

/** Options behind two dashes: `--password hunter2`. */
const flags =
  /(--(?:[a-z]{1,30}-){0,4}(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key)[ \t]+)([^\s"'`\\<>(){}[\],;&|-][^\s"'`\\<>(){}[\],;&|]{3,4096})/gi

/** The text without the values that stand behind a label such as `password:` or `"api_key":`. */
export function redactLabelled(text: string, isKept: (value: string) => boolean): string {
  if (!gate.test(text)) return text
  const result = text.replace(pattern, (...match) => {
    const whole = match[0] as string
    const groups = match.at(-1) as Record<'label' | 'after' | 'close' | 'scheme' | 'bare', string | undefined>
    const name = groups.label ?? ''
    const values = match.slice(4, 9) as Array<string | undefined>
    const form = values.findIndex((value) => value !== undefined)
    const inQuotes = values[form]
    if (inQuotes !== undefined) {
      if (!isQuotedSecret(name, inQuotes) || isKept(inQuotes)) return whole
      const at = whole.length - inQuotes.length - (closing[form] ?? 1)
      return `${whole.slice(0, at)}${placeholder(kindOf(name))}${whole.slice(at + inQuotes.length)}`
    }
    const value = (groups.bare ?? '').replace(/[.:!?]+$/, '')
    if (value === '' || !isBareSecret(name, value, groups.scheme !== undefined) || isKept(value)) return whole
    const tail = (groups.bare ?? '').slice(value.length)
    const secret = placeholder(kindOf(name))
    // A number in JSON: what replaces it needs quotes.
    const isJsonNumber = groups.close?.endsWith('"') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
    const shown = isJsonNumber ? `${groups.close}${secret}${groups.close}` : secret
    return `${name}${groups.after}${groups.scheme ?? ''}${shown}${tail}`
  })
  return result.replace(flags, (whole, before: string, value: string) =>
    isDummy(value) || isKept(value) ? whole : `${before}${placeholder(kindOf(before))}`,
  )
}

const weak = /^(token|sig|credentials?|cookie|set-cookie)$/i
const password = /^(pass|pwd)/i

function isQuotedSecret(name: string, value: string): boolean {
  const inner = value.replaceAll(/\\+(["'\\/nrt])/g, '$1').trim()
  if (isDummy(inner)) return false
  return weak.test(name) ? isStrong(inner) : true
}

/** Without quotes the value may be a word of a sentence or a piece of code. */
function isBareSecret(name: string, value: string, hasScheme: boolean): boolean {
  if (isDummy(value) || /^[$@%#*/]/.test(value)) return false
  if (/^-?\d+(\.\d+)?$/.test(value)) return password.test(name) && value.length >= 6
  if (hasScheme || /authorization$/i.test(name))
    return value.length >= 8 && /\d|[A-Z].*[a-z]|[a-z].*[A-Z]|=$/.test(value)
  if (weak.test(name)) return isStrong(value)
  return value.length >= (password.test(name) ? 6 : 8) && /\d/.test(value) && /[a-z]/i.test(value)
}

function isStrong(value: string): boolean {
  return value.split(/[\s;=,]+/).some((part) => isRandom(part))
}
