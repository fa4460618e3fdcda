import { isExample } from './recognize/example-values.ts'
import { foreignKey, foreignPassword, label, readLabel } from './recognize/labels.ts'
import { foreignMarks, labelMarks } from './recognize/marks.ts'
import { kindOf } from './placeholder.ts'
import { isProse } from './recognize/prose.ts'
import { redactServiceValues } from './redact-service-values.ts'
import { isSecretValue, redactParts, type SecretRules } from './redact-field.ts'
import { marksIn } from './redact-shapes.ts'

/** Inside quotes, with escapes, when the quotes are those of the text itself, of JSON in it, or of JSON in that. */
const quoted = [
  '"(?:[^"\\\\\\n]|\\\\.){1,4096}"',
  "'(?:[^'\"\\\\\\n]|\\\\[^\"\\n]){1,4096}'",
  '`(?:[^`"\\\\\\n]|\\\\[^"\\n]){1,4096}`',
  '\\\\"(?:[^"\\\\\\n]|\\\\\\\\(?:\\\\["\\\\]|[^"\\\\\\n])){1,4096}\\\\"',
  '\\\\\\\\\\\\"[^"\\\\\\n]{1,4096}\\\\\\\\\\\\"',
].join('|')

/** Between label and value: in texts and code, in Markdown, in tables, in XML, and on the next line. */
const gap = '(?:[ \\t]{0,3}|[ \\t]{0,9}(?:\\r?\\n|\\\\{1,4}n)[ \\t]{0,9})'
const separator = `[ \\t]{0,3}\\*{0,2}(?:(?:=>|:=|[:=\uff1a])\\*{0,2}${gap}|(?:\\bis\\b)[ \\t]{0,3}|[ \\t]{0,30}\\|[ \\t]{1,30}|>)`

const bare = '[^\\s"\'`\\\\<>(){}\\[\\],;&|]{3,4096}'

function patternOf(labels: string): RegExp {
  return new RegExp(
    `(${labels})((\\\\{0,3}["'\`])?${separator})(?:(${quoted})|((?:bearer|basic|token|digest|apikey)[ \\t]+)?(${bare}))`,
    'gi',
  )
}

/** Patterns, each with a test of a text with these marks that is worth trying it on. */
const patterns: ReadonlyArray<{
  readonly isWorthTrying: (marks: ReadonlySet<string>, text: string) => boolean
  readonly pattern: RegExp
}> = [
  {
    // `sig` stands in many words.
    isWorthTrying: (marks, text) =>
      labelMarks.some((mark) => marks.has(mark)) || (marks.has('sig') && /sig[ \t]*[=:]/i.test(text)),
    pattern: patternOf(label),
  },
  {
    isWorthTrying: (marks) => foreignMarks.some((mark) => marks.has(mark)),
    pattern: patternOf(foreignPassword),
  },
  { isWorthTrying: (marks, text) => marks.has('api') && isForeignKey.test(text), pattern: patternOf(foreignKey) },
]
const isForeignKey = new RegExp(foreignKey, 'i')

/** Options behind two dashes: `--password hunter2`. */
const flags =
  /(--(?:[a-z]{1,30}-){0,4}(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key)[ \t]+)([^\s"'`\\<>(){}[\],;&|-][^\s"'`\\<>(){}[\],;&|]{3,4096})/gi

/** Options of one letter: `docker login -p …`, `mysql -p…`. */
const letters =
  /(\b(?:docker|podman|helm registry|nerdctl|sshpass)\b[^\n]{0,200}?\s-p[ =]?|\bmysql(?:dump|admin)?\b[^\n]{0,200}?\s-p)([^\s"'`\\<>(){}[\],;&|-][^\s"'`\\<>(){}[\],;&|]{3,999})/g

/** A line of `.netrc`. */
const netrc = /(\blogin[ \t]+\S{1,99}\s+password[ \t]+)(\S{3,999})/g

/** The text without the values that stand behind a label such as `password:` or `"api_key":`. */
export function redactLabelled(text: string, rules: SecretRules): string {
  const marks = marksIn(text).labels
  if (marks.size === 0) return text
  let result = text
  for (const { isWorthTrying, pattern } of patterns)
    if (isWorthTrying(marks, result)) result = redactBehind(result, pattern, rules)
  result = redactServiceValues(result, marks, rules)
  return redactOptions(redactPassphrases(redactCookies(result, rules), rules), rules)
}

function redactBehind(text: string, pattern: RegExp, rules: SecretRules): string {
  // Named groups would make an object for each match.
  const replace = (
    whole: string,
    name: string,
    after: string,
    close: string | undefined,
    inQuotes: string | undefined,
    scheme = '',
    bare = '',
  ): string => {
    if (inQuotes !== undefined) {
      // A quote, or one behind one or three backslashes.
      const size = inQuotes.startsWith('\\') ? inQuotes.indexOf('"') + 1 : 1
      const value = inQuotes.slice(size, -size)
      return rules.isKept(value)
        ? whole
        : `${whole.slice(0, size - inQuotes.length)}${redactQuoted(name, value, rules)}${whole.slice(-size)}`
    }
    const value = bare.replace(/[.:!?]+$/, '')
    // The next line may begin with a name of its own.
    if (bare.endsWith(':') && /\n|\\n/.test(after)) return whole
    if (value === '' || rules.isKept(value)) return whole
    const redacted = redactBare(name, value, scheme !== '', rules)
    if (redacted === value) return whole
    const tail = bare.slice(value.length)
    // A number in JSON: what replaces it needs quotes.
    const isJsonNumber = close?.endsWith('"') && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)
    const shown = isJsonNumber ? `${close}${redacted}${close}` : redacted
    return `${name}${after}${scheme}${shown}${tail}`
  }
  return text.replace(pattern, replace)
}

const mayHaveOption = /--|\s-p|\blogin\b/

function redactOptions(text: string, rules: SecretRules): string {
  if (!mayHaveOption.test(text)) return text
  const replace = (whole: string, before: string, value: string): string =>
    isExample(value) || rules.isKept(value) || /^\d{1,5}(:\d{1,5})?$/.test(value)
      ? whole
      : `${before}${rules.name(before.startsWith('--') ? kindOf(before) : 'password', value)}`
  return text.replace(flags, replace).replace(letters, replace).replace(netrc, replace)
}

/** All cookies of a line. */
const cookies = /(\b(?:set-)?cookie:[ \t]{0,3})([^\n"'`\\]{8,4096})/gi

function redactCookies(text: string, rules: SecretRules): string {
  if (!/cookie:/i.test(text)) return text
  return text.replace(cookies, (_, before: string, value: string) => `${before}${redactParts(value, 'cookie', rules)}`)
}

/** A passphrase that is all of its line, or of its field in a form. A text with blanks is a sentence. */
const lines =
  /((?:^|[\n&]|\\n)[ \t>*-]{0,9}[\w-]{0,30}pass(?:word|wd|phrase|code)(?:[:=]|\*\*:|:\*\*)[ \t]{0,3})([A-Za-z]{3,40}(?:\+[A-Za-z]{3,40}){0,11})(?=[ \t]{0,3}(?:$|\r?\n|\\+[rn]|[&"]))/gi
/** Words of manuals and forms. */
const manualWord = /(tion|ment|able|ible|ing|ed|ency|ance|ness|ally|ity)$/i

function redactPassphrases(text: string, rules: SecretRules): string {
  if (!/pass/i.test(text)) return text
  return text.replace(lines, (whole, before: string, value: string) => {
    const words = value.split('+')
    const isSecret = words.length >= 3 || (words.length === 1 && value.length >= 12)
    if (!isSecret || words.some((word) => manualWord.test(word)) || isExample(value) || rules.isKept(value))
      return whole
    return `${before}${rules.name('password', value)}`
  })
}

function redactQuoted(name: string, value: string, rules: SecretRules): string {
  const label = readLabel(name)
  if (!label.isUnmistakable) return redactParts(value, label.kind, rules)
  const inner = value.replaceAll(/\\+(["'\\/nrt])/g, '$1').trim()
  return isSecretValue(inner, []) ? rules.name(label.kind, inner) : value
}

/** Without quotes the value may be a word of a sentence or a piece of code. */
function redactBare(name: string, value: string, hasScheme: boolean, rules: SecretRules): string {
  if (isExample(value) || isProse(value) || /^[$@%#*/]/.test(value)) return value
  const label = readLabel(name)
  if (hasScheme || !label.isUnmistakable) return redactParts(value, label.kind, rules)
  const isSecret = /^-?\d+(\.\d+)?$/.test(value)
    ? label.isPassword && value.length >= 6
    : value.length >= (label.isPassword ? 6 : 8) && /\d/.test(value) && /\p{L}/u.test(value)
  return isSecret ? rules.name(label.kind, value) : value
}
