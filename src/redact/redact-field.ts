import { isExample } from './recognize/example-values.ts'
import { doubtOf, isAboutField, isPlural } from './recognize/field-names.ts'
import { looksSecret } from './recognize/looks-secret.ts'
import { isRedacted, kindOf, placeholderPattern, type NameSecret } from './placeholder.ts'
import { isProse } from './recognize/prose.ts'
import type { PathPart } from './view/leaf.ts'

/** How secrets are named, and which texts stay. */
export interface SecretRules {
  /** Whether the user keeps a text that looks like a secret. */
  readonly isKept: (text: string) => boolean
  readonly name: NameSecret
}

/** The value of a field. */
interface FieldValue {
  readonly text: string
  readonly field: string
  readonly path: readonly PathPart[]
  readonly isNumber?: boolean
}

/** Shorter numbers are counts and choices. */
const shortestNumber = 4

/**
 * The value of a field without its secret; `undefined` if it has no secret. An unmistakable name
 * takes the whole value, a doubtful one the parts that look secret.
 */
export function redactField({ text, field, path, isNumber }: FieldValue, rules: SecretRules): string | undefined {
  const doubt = doubtOf(field)
  if (doubt === 'harmless') return undefined
  const kind = kindOf(field)
  if (isNumber === true) {
    const isSecret = doubt === 'unmistakable' && !isPlural(field) && text.length >= shortestNumber
    return isSecret ? rules.name(kind, text) : undefined
  }
  if (doubt === 'unmistakable') return isSecretValue(text, path) ? rules.name(kind, text) : undefined
  const redacted = redactParts(text, kind, rules)
  return redacted === text ? undefined : redacted
}

/** Whether a whole value under an unmistakable name is a secret: it is no example and no sentence. */
export function isSecretValue(text: string, path: readonly PathPart[]): boolean {
  if (isExample(text.trim()) || isProse(text)) return false
  return !isAboutField(path) || looksSecret(text)
}

/** A placeholder, or what stands between blanks, quotes and brackets. */
const parts = new RegExp(`${placeholderPattern}|[^\\s"'\\\\;,<>(){}[\\]]+`, 'g')

/** A value under a doubtful name, without the parts that look secret: of a header behind its scheme, of a cookie its values. */
export function redactParts(text: string, kind: string, { isKept, name }: SecretRules): string {
  return text.replaceAll(parts, (part) => {
    if (isRedacted(part)) return part
    // A cookie has a name of its own.
    const value = /^[\w.-]+=(?=[^=])(.*)$/s.exec(part)?.[1] ?? part
    return looksSecret(value) && !isKept(value)
      ? `${part.slice(0, part.length - value.length)}${name(kind, value)}`
      : part
  })
}
