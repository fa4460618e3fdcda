import { placeholderPattern } from '../placeholder.ts'

/** Which part of a text stayed, or what stands there instead. */
export interface Span {
  readonly start: number
  readonly end: number
  /** The new text of this part; absent if the part stayed. */
  readonly text?: string
}

/** Which parts of a text stayed when secrets in it became placeholders, and which did not. */
export function spansOf(before: string, after: string): Span[] {
  const spans: Span[] = []
  // The texts between placeholders stayed, in their order. Placeholders that were there before stayed too.
  const parts = after.split(new RegExp(`(${placeholderPattern})`))
  let at = 0
  for (let index = 0; index < parts.length; index += 2) {
    const kept = parts[index] ?? ''
    const mark = parts[index - 1]
    const start =
      index === 0
        ? before.startsWith(kept)
          ? 0
          : -1
        : kept === '' && index === parts.length - 1
          ? before.length
          : find(before, kept, at, parts, index)
    if (start === -1) return [{ start: 0, end: before.length, text: after }]
    if (mark !== undefined) spans.push({ start: at, end: start, text: mark })
    spans.push({ start, end: start + kept.length })
    at = start + kept.length
  }
  return at === before.length ? spans : [{ start: 0, end: before.length, text: after }]
}

/** The place of a kept part: the last part is at the end, the others are at their next occurrence. */
function find(before: string, kept: string, from: number, parts: readonly string[], index: number): number {
  if (index === parts.length - 1) return before.endsWith(kept) ? before.length - kept.length : -1
  return before.indexOf(kept, from)
}

const encodedRun = /(?:[\w.~!*'()+,;:@/?&=$-]|%[0-9A-Fa-f]{2}){1,8192}/g
const escape = /%[0-9A-Fa-f]{2}/

/** Redacts what a text says behind percent-encoding: what stays there is written as it was. */
export function redactPercentEncoded(text: string, redact: (text: string) => string): string {
  if (!text.includes('%') || !escape.test(text)) return text
  return text.replace(encodedRun, (run) => (escape.test(run) ? redactEncoded(run, redact) : run))
}

/** Redacts a text with escaped slashes, as PHP writes JSON. The parts that stay are written as they were. */
export function redactBehindSlashes(text: string, redact: (text: string) => string): string {
  if (!text.includes('\\/')) return text
  const plain = text.replaceAll('\\/', '/')
  const redacted = redact(plain)
  return redacted === plain ? text : writtenAsBefore(text, plain, redacted, startsBehindSlashes(text))
}

/** Redacts a value of a query or a form by what it says: what stays there is written as it was. */
export function redactEncoded(run: string, redact: (text: string) => string): string {
  const { text, starts } = decode(run)
  const redacted = redact(text)
  return redacted === text ? run : writtenAsBefore(run, text, redacted, starts)
}

/** A text with what stayed written as in the original. `starts` has the place in it of each plain character. */
function writtenAsBefore(original: string, plain: string, redacted: string, starts: readonly number[]): string {
  return spansOf(plain, redacted)
    .map(({ start, end, text }) => text ?? original.slice(starts[start], starts[end]))
    .join('')
}

/** A text in plain characters, and the place of each of them in the original. */
interface Decoded {
  readonly text: string
  readonly starts: readonly number[]
}

/** The text behind percent-encoding, and where each of its characters stands. Bytes that are no text stay encoded. */
function decode(run: string): Decoded {
  let text = ''
  const starts: number[] = []
  for (let at = 0; at < run.length;) {
    const encoded = run[at] === '%' ? /^(?:%[0-9A-Fa-f]{2})+/.exec(run.slice(at, at + 12))?.[0] : undefined
    const character = encoded === undefined ? undefined : firstCharacter(encoded)
    // As in forms and queries.
    const [plain, length] = character ?? [run[at] === '+' ? ' ' : run[at]!, 1]
    for (let unit = 0; unit < plain.length; unit++) starts.push(at)
    text += plain
    at += length
  }
  starts.push(run.length)
  return { text, starts }
}

function startsBehindSlashes(text: string): number[] {
  const starts: number[] = []
  for (let at = 0; at < text.length; at++) {
    starts.push(at)
    if (text.startsWith('\\/', at)) at++
  }
  starts.push(text.length)
  return starts
}

/** The first character of escapes, and the length of its escapes. */
function firstCharacter(encoded: string): readonly [character: string, length: number] | undefined {
  for (let length = 3; length <= encoded.length; length += 3) {
    try {
      return [decodeURIComponent(encoded.slice(0, length)), length]
    } catch {
      // One byte of several.
    }
  }
  return undefined
}
