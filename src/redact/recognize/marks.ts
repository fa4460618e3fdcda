import { LiteralIndex, literalFinder } from '../literals.ts'
import { serviceRules } from './key-rules.ts'
import { foreignPassword } from './labels.ts'

/** Each label in English holds one of these, or `sig`. */
export const labelMarks: readonly string[] =
  'key token secret pass pwd connection credential authorization cookie signature'.split(' ')

/** The word "password" in other languages, in lower case. */
export const foreignMarks: readonly string[] = foreignPassword.split('|')

/** Programs with an option of one letter for the password. */
const programs = ['docker', 'podman', 'helm registry', 'nerdctl', 'mysql', 'sshpass']

const anyCase = new Set([
  ...labelMarks,
  ...foreignMarks.filter(isAscii),
  ...programs,
  ...serviceRules.flatMap(([, marks]) => marks.split(' ')),
  'sig',
  'api',
])
const findForeign = literalFinder(foreignMarks.filter((mark) => !isAscii(mark)))

/** The marks in a text. */
export interface Marks {
  /** Those of shapes, without which the text has no secret of that shape. */
  readonly shapes: ReadonlySet<string>
  /** Those of labels, in small letters: without one the text has no label, and names no service. */
  readonly labels: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()

/** Tells which marks a text holds, in one pass. It remembers the last text, which is asked for shapes and then for labels. */
export function markFinder(shapeMarks: readonly string[]): (text: string) => Marks {
  const index = new LiteralIndex<{ readonly text: string; readonly isLabel: boolean }>()
  const short = shapeMarks.filter((mark) => mark.length < 3)
  for (const text of shapeMarks) if (text.length >= 3) index.add({ text, isLabel: false })
  for (const text of anyCase) index.add({ text, isLabel: true })
  let last: { readonly text: string; readonly marks: Marks } = { text: '', marks: { shapes: none, labels: none } }
  return (text) => {
    if (text === last.text) return last.marks
    let shapes: Set<string> | undefined
    let labels = isAscii(text) ? undefined : new Set(findForeign(text.toLowerCase()))
    for (const mark of short) if (text.includes(mark)) (shapes ??= new Set()).add(mark)
    for (let at = index.next(text, 0); at !== -1; at = index.next(text, at + 1))
      for (const { text: mark, isLabel } of index.at(text, at)) {
        if (isLabel ? labels?.has(mark) : shapes?.has(mark)) continue
        if (!isLabel && text.startsWith(mark, at)) (shapes ??= new Set()).add(mark)
        if (isLabel && text.slice(at, at + mark.length).toLowerCase() === mark) (labels ??= new Set()).add(mark)
      }
    last = { text, marks: { shapes: shapes ?? none, labels: labels ?? none } }
    return last.marks
  }
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
