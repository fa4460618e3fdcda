import { diffWordsWithSpace, type ChangeObject } from 'diff'
import type { Hunk } from '../../errors/pages/difference-lines.ts'
import { looksAlike } from '../../errors/pages/visible.ts'
import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'

/** Longest texts that are compared word by word, in characters outside their equal ends. */
const mostCharacters = 50_000
/** Most edits of a changed text. With more edits the texts count as two different texts. */
const mostEdits = 500
/** Two changes with fewer equal characters between them count as one. */
const bridge = 12
/** Longest texts that are shown whole, in characters. */
const short = 72
/** Most characters that extend a change to the ends of a word. */
const mostOfWord = 24
/** Characters around a change and of a change. No page shows more. */
const limits = { context: 80, change: 240 }

/** A changed part: from `start` to `end` in the recorded text, and from `askedStart` to `askedEnd` in the asked text. */
interface Change {
  start: number
  end: number
  askedStart: number
  askedEnd: number
}

/** The changes between two texts. */
export interface TextChanges {
  readonly hunks: readonly Hunk[]
  /** Changed characters, in the text with more of them. */
  readonly size: number
}

/**
 * The changes between two texts, word by word, in order, each with the text around it.
 *
 * @param showsWhole returns short texts whole, as one change.
 */
export function changesIn(recorded: string, asked: string, showsWhole: boolean): TextChanges {
  const changes = changedParts(recorded, asked)
  const hunks = changes.map(({ start, end, askedStart, askedEnd }, index) => {
    // The context of a change is equal in both texts, so it ends at the next change.
    const from = Math.max(changes[index - 1]?.end ?? 0, start - limits.context)
    const to = Math.min(changes[index + 1]?.askedStart ?? asked.length, askedEnd + limits.context)
    return {
      before: `${from > 0 ? '…' : ''}${recorded.slice(from, start)}`,
      recorded: shortened(recorded.slice(start, end)),
      asked: shortened(asked.slice(askedStart, askedEnd)),
      after: `${asked.slice(askedEnd, to)}${to < asked.length ? '…' : ''}`,
    }
  })
  const fits = showsWhole && recorded.length <= short && asked.length <= short
  const isShort = fits && !hunks.every(isSpace) && !looksAlike(recorded, asked)
  return {
    hunks: isShort ? [{ before: '', recorded, asked, after: '' }] : hunks,
    size: changes.reduce(
      (size, change) => size + Math.max(change.end - change.start, change.askedEnd - change.askedStart),
      0,
    ),
  }
}

/** The changed parts of two texts, in whole words and in order. */
export function changedParts(recorded: string, asked: string): Array<Readonly<Change>> {
  const prefix = commonPrefix(recorded, asked)
  const start = wordStart(recorded, asked, prefix)
  const suffix = wordEnd(recorded, asked, commonSuffix(recorded, asked, prefix))
  const [left, right] = [recorded.slice(start, recorded.length - suffix), asked.slice(start, asked.length - suffix)]
  const words =
    left.length + right.length > mostCharacters
      ? undefined
      : diffWordsWithSpace(left, right, { maxEditLength: mostEdits })
  const whole = { start, end: start + left.length, askedStart: start, askedEnd: start + right.length }
  const changes = words === undefined ? [whole] : wordChanges(words, start)
  for (const change of changes) narrow(change, recorded, asked)
  // A change of white space must be visible as such, not as part of a sentence.
  return bridged(changes, withoutSpace(left) === withoutSpace(right) ? 1 : bridge)
}

function wordChanges(words: readonly ChangeObject<string>[], start: number): Change[] {
  const changes: Change[] = []
  let [at, askedAt] = [start, start]
  for (const { value, added, removed } of words) {
    const last = changes.at(-1)
    const before = { at, askedAt }
    if (!added) at += value.length
    if (!removed) askedAt += value.length
    if (!added && !removed) continue
    if (last?.end === before.at && last.askedEnd === before.askedAt) Object.assign(last, { end: at, askedEnd: askedAt })
    else changes.push({ start: before.at, end: at, askedStart: before.askedAt, askedEnd: askedAt })
  }
  return changes
}

/** Joins changes with fewer than `fewest` equal characters between them. */
function bridged(changes: readonly Change[], fewest: number): Change[] {
  const all: Change[] = []
  for (const change of changes) {
    const last = all.at(-1)
    if (last !== undefined && change.start - last.end < fewest)
      Object.assign(last, { end: change.end, askedEnd: change.askedEnd })
    else all.push(change)
  }
  return all
}

/** Removes equal text at the ends of a change, but keeps whole words. */
function narrow(change: Change, recorded: string, asked: string): void {
  const [left, right] = [recorded.slice(change.start, change.end), asked.slice(change.askedStart, change.askedEnd)]
  const prefix = commonPrefix(left, right)
  let start = Math.max(0, prefix - mostOfWord)
  if (isSecondHalf(left, start)) start -= 1
  let end = Math.max(0, commonSuffix(left, right, prefix) - mostOfWord)
  if (isSecondHalf(left, left.length - end)) end -= 1
  change.start += start
  change.askedStart += start
  change.end -= end
  change.askedEnd -= end
}

/** Moves the start of a change back to the beginning of its word. */
function wordStart(recorded: string, asked: string, prefix: number): number {
  let start = prefix
  const least = Math.max(0, prefix - mostOfWord)
  while (start > least && isInWord(recorded, asked, start - 1, start)) start -= 1
  return isSecondHalf(recorded, start) ? start - 1 : start
}

/** Moves the end of a change forward to the end of its word. Returns the equal characters after it. */
function wordEnd(recorded: string, asked: string, suffix: number): number {
  let length = suffix
  const least = Math.max(0, suffix - mostOfWord)
  while (length > least) {
    const [left, right] = [recorded.length - length, asked.length - length]
    if (!isWord(recorded, left) || !(isWord(recorded, left - 1) || isWord(asked, right - 1))) break
    length -= 1
  }
  return isSecondHalf(recorded, recorded.length - length) ? length - 1 : length
}

function isInWord(recorded: string, asked: string, before: number, at: number): boolean {
  return isWord(recorded, before) && (isWord(recorded, at) || isWord(asked, at))
}

/** Letters, digits, and both halves of a surrogate pair, which must stay together. */
function isWord(text: string, index: number): boolean {
  return /[\p{L}\p{M}\p{N}_\ud800-\udfff]/u.test(text.charAt(index))
}

/** Whether a cut here would split a surrogate pair. */
function isSecondHalf(text: string, index: number): boolean {
  return /^[\udc00-\udfff]/.test(text.charAt(index))
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

function isSpace({ recorded, asked }: Hunk): boolean {
  return recorded.trim() === '' && asked.trim() === ''
}

function shortened(text: string): string {
  return text.length > limits.change ? `${text.slice(0, limits.change)}…` : text
}
