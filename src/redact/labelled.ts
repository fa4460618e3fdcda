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

/** Between label and value: in texts and code, in Markdown, in tables, in XML, and on the next line. */
const gap = '(?:[ \\t]{0,3}|[ \\t]{0,9}(?:\\r?\\n|\\\\{1,4}n)[ \\t]{0,9})'
const separator = `[ \\t]{0,3}\\*{0,2}(?:(?:=>|:=|[:=])\\*{0,2}${gap}|(?:%3[AaDd]|\\bis\\b)[ \\t]{0,3}|[ \\t]{0,30}\\|[ \\t]{1,30}|>)`

const bare = '[^\\s"\'`\\\\<>(){}\\[\\],;&|]{3,4096}'

const pattern = new RegExp(
  `(?<label>${label})(?<after>(?<close>\\\\{0,3}["'\`])?${separator})(?:${quoted}|(?<scheme>(?:bearer|basic|token|digest|apikey)[ \\t]+)?(?<bare>${bare}))`,
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
    // The next line may begin with a name of its own.
    if (/\n|\\n/.test(groups.after ?? '') && groups.bare?.endsWith(':')) return whole
    if (value === '' || !isBareSecret(name, value, groups.scheme !== undefined) || isKept(value)) return whole
    const tail = (groups.bare ?? '').slice(value.length)
    const secret = placeholder(kindOf(name))
    // A number in JSON: what replaces it needs quotes.
    const isJsonNumber = groups.close?.endsWith('"') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
    const shown = isJsonNumber ? `${groups.close}${secret}${groups.close}` : secret
    return `${name}${groups.after}${groups.scheme ?? ''}${shown}${tail}`
  })
  return redactPassphrases(result, isKept).replace(flags, (whole, before: string, value: string) =>
    isDummy(value) || isKept(value) ? whole : `${before}${placeholder(kindOf(before))}`,
  )
}

/** A password without any digit that is all of its line, or of its field in a form. */
const lines =
  /((?:^|[\n&]|\\n)[ \t>*-]{0,9}[\w-]{0,30}pass(?:word|wd|phrase|code)(?:[:=]|\*\*:|:\*\*)[ \t]{0,3})([A-Za-z]{3,40}(?:[ +][A-Za-z]{3,40}){0,11})(?=[ \t]{0,3}(?:$|\r?\n|\\+[rn]|[&"]))/gi
/** Words of sentences, as they stand in manuals and in forms. */
const proseWord =
  /^(the|and|for|with|your|you|must|should|not|are|was|has|have|least|most|than|this|that|from|characters?|letters?|digits?|words?|required|optional|needed|none|new|old|current|confirm|enter|user|any|will|can|use|password|reset|change|see|field|string)$|(tion|ment|able|ible|ing|ed|ency|ance|ness|ally|ity)$/i

function redactPassphrases(text: string, isKept: (value: string) => boolean): string {
  return text.replace(lines, (whole, before: string, value: string) => {
    const words = value.split(/[ +]/)
    const isSecret = words.length >= 3 || (words.length === 1 && value.length >= 12)
    if (!isSecret || words.some((word) => proseWord.test(word)) || isDummy(value) || isKept(value)) return whole
    return `${before}${placeholder('password')}`
  })
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
