import { kindOf } from '../placeholder.ts'
import { doubtOf } from './field-names.ts'

/** The word "password" in other languages. */
export const foreignPassword: string =
  'contrase\u00f1a|contrasenya|mot de passe|passwort|kennwort|senha|palavra-passe|wachtwoord|has\u0142o|l\u00f6senord|passord|adgangskode|salasana|\u015fifre|parola|heslo|lozinka|jelsz\u00f3|parol\u0103|slapta\u017eodis|kata sandi|m\u1eadt kh\u1ea9u|\u03ba\u03c9\u03b4\u03b9\u03ba\u03cc\u03c2 \u03c0\u03c1\u03cc\u03c3\u03b2\u03b1\u03c3\u03b7\u03c2|\u043f\u0430\u0440\u043e\u043b\u044c|\u043f\u0430\u0440\u043e\u043b\u0430|\u0643\u0644\u0645\u0629 \u0627\u0644\u0645\u0631\u0648\u0631|\u0643\u0644\u0645\u0629 \u0627\u0644\u0633\u0631|\u05e1\u05d9\u05e1\u05de\u05d4|\u05e1\u05d9\u05e1\u05de\u05d0|\u092a\u093e\u0938\u0935\u0930\u094d\u0921|\u0e23\u0e2b\u0e31\u0e2a\u0e1c\u0e48\u0e32\u0e19|\u5bc6\u7801|\u5bc6\u78bc|\u53e3\u4ee4|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638'

/** The words "API key" in other languages. */
export const foreignKey: string =
  "api-schl\u00fcssel|cl\u00e9 (?:d'|de l')?api|clave (?:de )?api|chave (?:de |da )?api|chiave api|klucz api|api-nyckel|api-n\u00f8gle|api-sleutel|api[ -]?\u043a\u043b\u044e\u0447|api ?\u5bc6\u94a5|api ?\u91d1\u9470|api ?\u30ad\u30fc|api ?\ud0a4"

/** Labels before a secret in texts, code and dumps of headers. */
export const label: string = [
  '(?:api|access|account|auth|client|encryption|licen[cs]e|master|private|secret|service|shared[ _-]?access|signing|ssh|storage|subscription|webhook)[ _-]?key',
  '(?:access|api|auth|bearer|bot|csrf|deploy|id|oauth|refresh|secret|security|session|xsrf)[ _-]?token',
  '(?:secret[ _-]?access[ _-]?key|(?:client|app|consumer|shared|webhook)[ _-]?secret|secret)',
  'pass(?:word|wd|phrase|code)',
  '(?:admin|auth|db|database|ftp|login|mail|mysql|pg|postgres|proxy|redis|root|smtp|user|vpn|wifi)[_-]pass',
  '(?<!ice-)pwd',
  'connection[ _-]?string',
  'credentials?',
  '(?:proxy-)?authorization',
  '(?:set-)?cookie',
  'token',
  'x-amz-signature',
  'signature(?==)',
  'sig',
].join('|')

const isForeignPassword = new RegExp(`^(${foreignPassword})$`, 'i')
const isForeignKey = new RegExp(`^(${foreignKey})$`, 'i')

/** Meaning of the label before a value. */
export interface Label {
  /** The kind of secret that it stands for, in English. */
  readonly kind: string
  /** Whether it is one of a password, in any language. */
  readonly isPassword: boolean
  /** Whether it stands for nothing but a secret. */
  readonly isUnmistakable: boolean
}

/** Reads a label. */
export function readLabel(name: string): Label {
  let read = known.get(name)
  if (read !== undefined) return read
  // The labels of a text are few, and each stands in it often.
  if (known.size >= 1000) known.clear()
  const isForeign = isForeignPassword.test(name)
  const kind = isForeign ? 'password' : isForeignKey.test(name) ? 'api-key' : kindOf(name)
  const isPassword = isForeign || /pass|pwd/i.test(name)
  const isUnmistakable = isPassword ? !/^pwd$/i.test(name) : doubtOf(kind) === 'unmistakable'
  known.set(name, (read = { kind, isPassword, isUnmistakable }))
  return read
}

const known = new Map<string, Label>()
