import { isGenerated } from './random-looking.ts'
import { isRedacted, wordsOf } from '../placeholder.ts'

/** Last words of names of parameters that can only stand for a credential or a signature. */
const credentialWord =
  /^(secret|sig|signature|hmac|password|passwd|pwd|passphrase|credentials?|jwt|bearer|authorization|assertion)$/
/** The same by whole names and their ends, without separators. A signed URL has a date of its own each time. */
const credentialName =
  /(api|access|auth|client|encryption|master|private|secret|sharedaccess|signing|ssh|storage|subscription|webhook)key$|(access|api|auth|bearer|bot|csrf|deploy|hf|id|oauth|private|refresh|sas|secret|security|session|xsrf)token$|(secret|signature|credential|password|passcode|connectionstring)$|(accesskey|googleaccess|keypair)id$|^(codeverifier|x(amz|goog)date)$/
/** Last words, and ends of names, that may stand for a secret, and for anything else: a country code, the key of an issue. */
const doubtfulWord = /^(key|token|auth|cookie|session|sid|sas)$/
const doubtfulEnd = /token$|(access|session|upload)id$|^code$/
/** Last words that only look like a secret: a place in a list, a column, a signature of a function. */
const harmlessName =
  /(page|next|continuation|sync)token$|(sort|group|order|partition|cache)key$|^(text|function|method|type)signature$/

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
 * Whether the value of a query parameter, or of a form field, must not be stored: its name can only stand for a
 * credential, or may stand for one while the value looks generated.
 */
export function isSecretParameter(name: string, value: string): boolean {
  const kind = kindOfParameter(name)
  // The signature of a function: `transfer(address,uint256)`.
  if (/^\w+\([\w,[\] ]*\)$/.test(value)) return false
  return kind === 'credential' || (kind === 'doubtful' && (isRedacted(value) || isGenerated(value)))
}

/** Names with which a caller shows who it is, and signatures, which are others in every request. */
const ownWord = /^(sig|signature|hmac|jwt|bearer|authorization|assertion)$/
const ownName =
  /(api|subscription|sharedaccess)key$|^(access|auth|api|hf|sas|security)token$|^(x(amz|goog).*|awsaccesskeyid|googleaccessid|keypairid|codeverifier)$/

/** Whether a parameter is the caller's own credential, or a signature. */
export function isOwnParameter(name: string): boolean {
  const words = wordsOf(name)
  const whole = words.join('')
  return kindOfParameter(name) === 'credential' && (ownWord.test(words.at(-1) ?? '') || ownName.test(whole))
}

/** Whether a name may stand for a secret, whatever is there. */
export function mayBeSecret(name: string): boolean {
  return kindOfParameter(name) !== 'harmless'
}
