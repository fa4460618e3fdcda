import { diffWordsWithSpace } from 'diff'
import type { Hunk } from '../errors/difference-lines.ts'
import { commonPrefix, commonSuffix } from './common-ends.ts'

/** Characters of two texts, beyond their equal ends, that are compared word by word. */
const mostCharacters = 50_000
/** Edits after which two texts are two, not one changed. */
const mostEdits = 500
/** Equal characters between two changes that do not part them: a person reads both as one. */
const bridge = 12
/** Characters of two texts that are shown whole. */
const short = 72
/** Characters kept on each side of a change, and of the change itself: more than any page shows. */
const kept = { context: 80, change: 240 }

interface Change {
  readonly start: number
  end: number
  readonly askedStart: number
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
  const isShort = showsWhole && recorded.length <= short && asked.length <= short && !hunks.every(isSpace)
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
  if (words === undefined)
    return [{ start, end: start + left.length, askedStart: start, askedEnd: start + right.length }]
  // White space that was changed must be seen as such, not as part of a sentence.
  const most = withoutSpace(left) === withoutSpace(right) ? 1 : bridge
  const changes: Change[] = []
  let [at, askedAt] = [start, start]
  for (const { value, added, removed } of words) {
    const last = changes.at(-1)
    const length = value.length
    if (added || removed) {
      const change =
        last !== undefined && at - last.end < most
          ? last
          : { start: at, end: at, askedStart: askedAt, askedEnd: askedAt }
      if (change !== last) changes.push(change)
      if (removed) at += length
      else askedAt += length
      change.end = at
      change.askedEnd = askedAt
    } else {
      at += length
      askedAt += length
    }
  }
  return changes
}

/** Back to where the word begins in whose middle two texts part. */
function wordStart(recorded: string, asked: string, prefix: number): number {
  let start = prefix
  while (start > 0 && isInWord(recorded, asked, start - 1, start)) start -= 1
  return start
}

/** Forward to where the word ends in whose middle two texts meet again: fewer equal characters at the end. */
function wordEnd(recorded: string, asked: string, suffix: number): number {
  let length = suffix
  while (length > 0) {
    const [left, right] = [recorded.length - length, asked.length - length]
    if (!isWord(recorded, left) || !(isWord(recorded, left - 1) || isWord(asked, right - 1))) break
    length -= 1
  }
  return length
}

function isInWord(recorded: string, asked: string, before: number, at: number): boolean {
  return isWord(recorded, before) && (isWord(recorded, at) || isWord(asked, at))
}

/** Letters, digits, and both halves of a character beyond the first plane, which must not be parted. */
function isWord(text: string, index: number): boolean {
  return /[\p{L}\p{M}\p{N}_\ud800-\udfff]/u.test(text.charAt(index))
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
