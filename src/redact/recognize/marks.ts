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

/** Tells which marks a text holds, in one pass. It remembers the last text, which is asked for shapes and then for labels. */
export function markFinder(shapeMarks: readonly string[]): (text: string) => Marks {
  const index = new LiteralIndex<{ readonly text: string; readonly isLabel: boolean }>()
  const short = shapeMarks.filter((mark) => mark.length < 3)
  for (const text of shapeMarks) if (text.length >= 3) index.add({ text, isLabel: false })
  for (const text of anyCase) index.add({ text, isLabel: true })
  let last = { text: '', marks: { shapes: new Set<string>(), labels: new Set<string>() } }
  return (text) => {
    if (text === last.text) return last.marks
    const shapes = new Set(short.filter((mark) => text.includes(mark)))
    const labels = new Set(isAscii(text) ? [] : findForeign(text.toLowerCase()))
    for (let at = index.next(text, 0); at !== -1; at = index.next(text, at + 1))
      for (const { text: mark, isLabel } of index.at(text, at)) {
        if (!isLabel) {
          if (text.startsWith(mark, at)) shapes.add(mark)
        } else if (!labels.has(mark) && text.slice(at, at + mark.length).toLowerCase() === mark) labels.add(mark)
      }
    last = { text, marks: { shapes, labels } }
    return last.marks
  }
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}
