import { literalFinder } from '../literals.ts'
import { serviceRules } from './key-rules.ts'
import { foreignPassword } from './labels.ts'

/** Each label in English holds one of these, or `sig`. */
export const labelMarks: readonly string[] =
  'key token secret pass pwd connection credential authorization cookie signature'.split(' ')

/** The word "password" in other languages, in lower case. */
export const foreignMarks: readonly string[] = foreignPassword.split('|')

/** Programs with an option of one letter for the password. */
const programs = ['docker', 'podman', 'helm registry', 'nerdctl', 'mysql', 'sshpass']

const find = literalFinder([
  ...new Set([
    ...labelMarks,
    ...foreignMarks,
    ...programs,
    ...serviceRules.flatMap(([, marks]) => marks.split(' ')),
    'sig',
    'api',
  ]),
])

/** The marks in a text, in any case: without one it has no label, and names no service. */
export function labelMarksIn(text: string): ReadonlySet<string> {
  return find(text.toLowerCase())
}
