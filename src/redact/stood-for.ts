import { keyShapes } from './recognize/key-shapes.ts'
import { fingerprint } from './fingerprint.ts'
import { isBare, isRedacted } from './placeholder.ts'
import { createRedaction } from './redaction.ts'

const mark = /\[REDACTED:([a-z0-9-]+(?:[.~][a-z0-9]+)?)\]/

/** Whether a text holds a placeholder, also in the form in which a URL holds it. */
export function holdsPlaceholder(text: string): boolean {
  return text.includes('[REDACTED:') || text.includes('%5BREDACTED%3A')
}

/**
 * Whether a text may be the one that another was before it was redacted: the same but for what the placeholders in that
 * stand for. Inside a text a placeholder never stands for words with blanks between, and so not for the rest of a sentence.
 */
export function mayHaveBeen(redacted: string, text: string): boolean {
  if (redacted === text) return true
  // The texts between placeholders, and the kinds of the placeholders, in turns.
  const [start = '', ...rest] = redacted.split(mark)
  if (rest.length === 0 || !text.startsWith(start)) return false
  const isWhole = start === '' && rest.length === 2 && rest[1] === ''
  let at = start.length
  for (let index = 0; index < rest.length; index += 2) {
    const [kind = '', next = ''] = rest.slice(index, index + 2)
    const isLast = index === rest.length - 2
    // A secret has one character at least.
    const end = isLast ? lastIndex(text, next) : text.indexOf(next, at + 1)
    const instead = text.slice(at, Math.max(at, end))
    if (instead === '' || !standsFor(kind, instead) || (!isWhole && isPhrase(kind, instead))) return false
    at = end + next.length
  }
  return true
}

function lastIndex(text: string, end: string): number {
  return text.endsWith(end) ? text.length - end.length : -1
}

function isPhrase(name: string, text: string): boolean {
  return /\s/.test(text) && !shapes.has(name)
}

const shapes = new Set([...keyShapes.map(({ kind }) => kind), 'private-key', 'jwt'])
let redactText: ((text: string) => string) | undefined

/** The kind of a key stands for keys of this shape only. Other kinds are names of fields and variables. */
function standsFor(name: string, text: string): boolean {
  const [, kind = '', number, print] = /^([^.~]*)(?:\.(.*)|~(.*))?$/.exec(name) ?? []
  if (number !== undefined || print !== undefined)
    // A bare placeholder is a credential of this machine.
    return text === `[REDACTED:${name}]` || isBare(text) || print === fingerprint(kind, text)
  if (!shapes.has(kind) || isRedacted(text)) return true
  redactText ??= createRedaction({ credentials: [], paths: [], keep: [] }).text
  return isRedacted(redactText(text))
}
