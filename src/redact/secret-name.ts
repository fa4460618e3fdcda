import { isGenerated } from './random-looking.ts'
import { isRedacted as isPlaceholder, wordsOf } from './placeholder.ts'

/** Last words of names of parameters that can only stand for a credential or a signature. */
const credentialWord =
  /^(secret|sig|signature|hmac|password|passwd|pwd|passphrase|credentials?|jwt|bearer|authorization|assertion)$/
/** The same by whole names and their ends, without separators. A signed URL has a date of its own each time. */
const credentialName =
  /(api|access|auth|client|encryption|master|private|secret|sharedaccess|signing|ssh|storage|subscription|webhook)key$|(access|api|auth|bearer|bot|csrf|deploy|hf|id|oauth|private|refresh|sas|secret|security|session|xsrf)token$|(secret|signature|credential|password|passcode|connectionstring)$|(accesskey|googleaccess|keypair)id$|^(codeverifier|x(amz|goog)date)$/
/** Last words, and ends of names, that may stand for a secret, and for anything else: a country code, the key of an issue. */
const doubtfulWord = /^(key|token|auth|cookie|session|sid|sas)$/
const doubtfulEnd = /token$|(access|session|upload)id$|^code$/
/** Last words that only look like a secret: a place in a list, a column. Two pages of a list are two requests. */
const harmlessName = /(page|next|continuation|sync)token$|(sort|group|order|partition|cache)key$/

type Doubt = 'credential' | 'doubtful' | 'harmless'

function kindOfParameter(name: string): Doubt {
  const words = wordsOf(name)
  const whole = words.join('')
  const last = words.at(-1) ?? ''
  if (harmlessName.test(whole)) return 'harmless'
  if (credentialWord.test(last) || credentialName.test(whole)) return 'credential'
  return doubtfulWord.test(last) || doubtfulEnd.test(whole) ? 'doubtful' : 'harmless'
}

/**
 * Whether what a parameter of a query, or a field of a form, holds must not be stored, and does not count when requests
 * are compared: its name can only stand for a credential, or may, and the value looks generated. A placeholder stands
 * for such a value.
 */
export function isSecretParameter(name: string, value: string): boolean {
  const kind = kindOfParameter(name)
  return kind === 'credential' || (kind === 'doubtful' && (isPlaceholder(value) || isGenerated(value)))
}

/** Whether a name may stand for a secret, whatever is there. */
export function mayBeSecret(name: string): boolean {
  return kindOfParameter(name) !== 'harmless'
}

/**
 * Names of JSON fields, without separators. Fewer than those of parameters: answers of models are full of fields called
 * `token` (a word of the text), `signature` (of a thought) or `key`.
 */
const fieldName =
  /(api|access|auth|account|client|encryption|licen[cs]e|master|private|secret|service|shared|signing|ssh|storage|subscription|webhook)keys?$|(access|api|auth|bearer|bot|csrf|deploy|id|oauth|refresh|secret|security|session|xsrf)tokens?$|(password|passwd|passphrase|passcode)(s|hash|confirm(ation)?)?$|(secrets?|secret(string|value)|connectionstring)$|^(admin|db|mail|root|smtp|user)?(pwd|pass)$|^(proxy)?authorization$|^(set)?cookie$|credentials?$/
/** Names that hold a secret if the value looks like one. */
const doubtfulField = /(tokens?|jwt|bearer|auth|authentication|accesskeyid)$/
const mostlyHarmless = /^(next|prev|previous|page|continuation|sync|logit|stop|eos|bos|pad|unk|max|min)/

const letter = /[a-z]/i
const digit = /\d/

/** Whether a field of this name holds a secret when it holds this value. */
export function isSecretField(name: string, value: string): boolean {
  if (name.length > 64 || !interesting.test(name)) return false
  const whole = wordsOf(name).join('')
  if (fieldName.test(whole)) return !isDummy(value)
  return doubtfulField.test(whole) && !mostlyHarmless.test(whole) && isRandom(value)
}

/** Names without any of these are not looked at closer. */
const interesting = /key|token|secret|pass|pwd|auth|cookie|credential|connection|jwt|bearer/i

/** Whether a text has the look of a generated key: long, no blanks, letters and digits. */
export function isRandom(value: string): boolean {
  return value.length >= 20 && /^[\w.+/=~-]+$/.test(value) && letter.test(value) && digit.test(value)
}

/** Values that people write where a secret would stand: in code, in schemas, in manuals. */
export function isDummy(value: string): boolean {
  return (
    value.length < 3 ||
    value.length > 8192 ||
    isRedacted.test(value) ||
    // `<key>`, `${KEY}`, `{{ key }}`, `%KEY%`, `****`, `sk-…`
    /^\W*$|^[<{%@]|^\$[a-z_{(]|\$\{|\{\{|\.\.\.|…|^[x*.#-]+$/i.test(value) ||
    // API_KEY, process.env.KEY, os.environ, self.password
    /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|\b(process\.env|import\.meta|os\.(environ|getenv)|getenv)\b|^[a-z_$][\w$]*(\.[a-z_$][\w$]*)+$/i.test(
      value,
    ) ||
    /^((your|my|insert|enter|replace|put)[ _-].*|change[ _-]?me|examples?|sample|placeholder|dummy|fake|redacted|removed|scrubbed|masked|hidden|filtered|todo|none|null|nil|undefined|true|false|string|str|text|number|integer|boolean|object|required|optional|include|omit|same-origin|secret|password|pass(wd|phrase)|token|key|api[ _-]?key|basic|bearer|unknown|invalid|missing|expired|incorrect|wrong)$/i.test(
      value,
    )
  )
}

const isRedacted = /^([a-z]+ )?\[REDACTED(:[a-z0-9-]+)?\]$/i
