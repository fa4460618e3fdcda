import { wordsOf } from '../placeholder.ts'

/** How sure a name makes that a secret stands there. */
export type NameDoubt = 'unmistakable' | 'doubtful' | 'harmless'

/** Names that stand for nothing but a secret, without separators. */
const unmistakable =
  /(password|passwd|passphrase)(s|hash|confirm(ation)?)?$|(client|app|application|consumer|shared|webhook|signing|jwt|oauth|api|bot|customer|session)secrets?$|secretstring$|^(access|refresh|id|bearer)token$|(api|encryption|private|secret|signing|secretaccess)keys?$|connectionstrings?$|^x(amz|goog)(signature|credential|securitytoken)$|^(admin|auth|database|db|ftp|login|mail|mysql|pg|postgres|proxy|redis|root|smtp|user|vpn|wifi)(pass|pwd)$/
/** Names that stand for a secret, or for anything else: its value decides. */
const doubtful =
  /(keys?|tokens?|secrets?|secretvalue|credentials?|cookies?|jwt|bearer|auth|authentication|authorization|passcode|accesskeyid)$|^(pass|pwd)$/
/** Places in a list, columns, and what counts tokens. */
const harmless =
  /^(next|prev|previous|page|continuation|sync|logit|stop|eos|bos|pad|unk|max|min|public|primary|foreign|sort|partition|cache|group|order|object|idempotency)|^(keys?|monkeys?|turkeys?)$/
/** Names without any of these are not looked at closer. */
const interesting = /key|token|secret|pass|pwd|auth|cookie|credential|connection|jwt|bearer|x-(amz|goog)-signature/i

/** How sure the name of a field, or a label in a text, makes that its value is a secret. */
export function doubtOf(name: string): NameDoubt {
  let doubt = known.get(name)
  if (doubt !== undefined) return doubt
  // The names of a body are few, and each stands in it often.
  if (known.size >= 1000) known.clear()
  known.set(name, (doubt = findDoubt(name)))
  return doubt
}

const known = new Map<string, NameDoubt>()

function findDoubt(name: string): NameDoubt {
  if (name.length > 64 || !interesting.test(name)) return 'harmless'
  const whole = wordsOf(name).join('')
  if (unmistakable.test(whole)) return 'unmistakable'
  return doubtful.test(whole) && !harmless.test(whole) ? 'doubtful' : 'harmless'
}

/** Whether a name is one of several things, or of their count: a number under it is a number. */
export function isPlural(name: string): boolean {
  return /s$|count$|total$|number$/.test(wordsOf(name).at(-1) ?? '') && !/pass$/i.test(name)
}

/** Fields that say something about a field of their name, and do not hold its value: errors, schemas, translations. */
const about =
  /^(errors?|field_?errors|issues|invalid|validation|violations|properties|definitions|\$defs|schema|labels?|messages_?by_?field|help|hints?|placeholders?|rules|i18n|translations|strings|columns|required)$/i

/** Whether a place is about a field and does not hold its value. */
export function isAboutField(path: ReadonlyArray<string | number>): boolean {
  return path.slice(0, -1).some((part) => typeof part === 'string' && about.test(part))
}
