import { lazy } from '../util/lazy.ts'
import { entropyOf } from './recognize/entropy.ts'
import { serviceRules } from './recognize/key-rules.ts'
import { looksSecret } from './recognize/looks-secret.ts'
import type { SecretRules } from './redact-field.ts'

/** Between the name of a service and the value, as gitleaks has it. */
const between = '[ \\t\\w.-]{0,20}[\\s\'"]{0,3}(?:=|>|:{1,3}=|\\|\\||:|=>|\\?=|,)[`\'"\\s=]{0,5}'

const rules = serviceRules.map(([kind, marks, names, value, entropy]) => ({
  kind,
  marks: marks.split(' '),
  pattern: lazy(() => new RegExp(`(${names}${between})(${value})(?![\\w-])`, 'gi')),
  entropy,
}))
/**
 * The text without values that stand behind the name of a service and look secret: `DATADOG_APP=…`. The name alone is not
 * enough.
 *
 * @param found the marks in the text.
 */
export function redactServiceValues(text: string, found: ReadonlySet<string>, { isKept, name }: SecretRules): string {
  let result = text
  for (const { kind, marks, pattern, entropy } of rules) {
    if (!marks.some((mark) => found.has(mark))) continue
    result = result.replace(pattern(), (whole: string, before: string, value: string) =>
      !looksSecret(value) || entropyOf(value) <= entropy || isKept(value) ? whole : `${before}${name(kind, value)}`,
    )
  }
  return result
}
