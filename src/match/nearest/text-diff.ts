import { diffWordsWithSpace, type ChangeObject } from 'diff'
import type { Hunk } from '../../errors/pages/difference-lines.ts'
import { looksAlike } from '../../errors/pages/visible.ts'
import { commonPrefix, commonSuffix } from '../../util/common-ends.ts'

/** Characters of two texts, beyond their equal ends, that are compared word by word. */
const mostCharacters = 50_000
/** Edits after which two texts are two, not one changed. */
const mostEdits = 500
/** Equal characters between two changes that do not part them: a person reads both as one. */
const bridge = 12
/** Characters of two texts that are shown whole. */
const short = 72
/** Equal characters at either end of a change that are shown with it, to the ends of a word. Not all words end. */
const mostOfWord = 24
/** Characters kept on each side of a change, and of the change itself: more than any page shows. */
const kept = { context: 80, change: 240 }

interface Change {
  start: number
  end: number
  askedStart: number
  askedEnd: number
}

/** Two texts that differ, told by what was changed in them. */
export interface TextChanges {
  readonly hunks: readonly Hunk[]
  /** Characters that were changed, of the text with more of them. */
  readonly size: number
}

/**
 * The places, word by word, in which two texts differ, in order, each with what stands around it.
 *
 * @param showsWhole gives short texts whole, as one place.
 */
export function changesIn(recorded: string, asked: string, showsWhole: boolean): TextChanges {
  const changes = changesOf(recorded, asked)
  const hunks = changes.map(({ start, end, askedStart, askedEnd }, index) => {
    // What stands around a change is in both texts: it goes no further than the next one.
    const from = Math.max(changes[index - 1]?.end ?? 0, start - kept.context)
    const to = Math.min(changes[index + 1]?.askedStart ?? asked.length, askedEnd + kept.context)
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
    size: changes.reduce((size, one) => size + Math.max(one.end - one.start, one.askedEnd - one.askedStart), 0),
  }
}

function changesOf(recorded: string, asked: string): Change[] {
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
  // White space that was changed must be seen as such, not as part of a sentence.
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

/** Changes with fewer than so many equal characters between them as one. */
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

/** Takes from a change what is equal at its ends, but for the ends of words. */
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

/** Back to where the word begins in whose middle two texts part. */
function wordStart(recorded: string, asked: string, prefix: number): number {
  let start = prefix
  const least = Math.max(0, prefix - mostOfWord)
  while (start > least && isInWord(recorded, asked, start - 1, start)) start -= 1
  return isSecondHalf(recorded, start) ? start - 1 : start
}

/** Forward to where the word ends in whose middle two texts meet again: fewer equal characters at the end. */
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

/** Letters, digits, and both halves of a character beyond the first plane, which must not be parted. */
function isWord(text: string, index: number): boolean {
  return /[\p{L}\p{M}\p{N}_\ud800-\udfff]/u.test(text.charAt(index))
}

/** Whether a character beyond the first plane would be parted here. */
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
  return text.length > kept.change ? `${text.slice(0, kept.change)}…` : text
}
