import type { StoredBody } from '../cassette/interaction.ts'
import { isRedacted, kindOf, placeholder } from './placeholder.ts'
import { spansOf } from './view/decoded-view.ts'
import { redactField, type SecretRules } from './redact-field.ts'
import { shortestText, type RedactText } from './redact-text.ts'
import type { Leaf, PathPart } from './view/walk.ts'
import { mapBody } from './view/walk-body.ts'

/** So many texts cost no more one by one than together. */
const fewTexts = 4

/** What is done to the texts of bodies. */
export interface BodyRules extends SecretRules {
  readonly redactText: RedactText
  /** Whether a text holds a secret, told without remembering any. */
  readonly hasSecret: (text: string) => boolean
  /** Functions of the user's take part: each text is to be given to them alone. */
  readonly isTextual: boolean
  /** Whether the user wants what stands at this path redacted. */
  readonly isRedactedPath: (path: readonly PathPart[]) => boolean
}

/**
 * The body without its secrets: by the name of their field, by their look, by the user's paths; also those that the events
 * of a stream hold in pieces. The same object when there is none.
 */
export function redactBody(body: StoredBody, path: readonly PathPart[], rules: BodyRules): StoredBody {
  let before = body
  const settled = new Set<string>()
  // Again until nothing changes: what stood beside a secret may look different now.
  for (;;) {
    const after = redactOnce(before, path, rules, settled)
    if (after === before) return after
    before = after
  }
}

/** @param settled texts that hold no secret any more, found so far: they are not looked at again. */
function redactOnce(body: StoredBody, path: readonly PathPart[], rules: BodyRules, settled: Set<string>): StoredBody {
  const leaves: Leaf[] = []
  mapBody(body, path, (leaf) => {
    leaves.push(leaf)
    return leaf.text
  })
  const results = leaves.map((leaf) => byPlace(leaf, rules))
  const rest = leaves.filter(({ isNumber }, at) => !isNumber && results[at] === undefined)
  const isClean = !rules.isTextual && isCleanOf(rest, rules.hasSecret, settled)
  if (isClean && results.every((result) => result === undefined)) return body
  if (!isClean) redactTexts(leaves, results, rules.redactText, settled)
  // Functions of the user's may change a text again, or make one that holds a secret.
  if (rules.isTextual) settled.clear()
  if (results.every((text, at) => text === undefined || text === leaves[at]?.text)) return body
  let at = 0
  return mapBody(body, path, (leaf) => results[at++] ?? leaf.text)
}

/**
 * Most bodies hold no secret: one look at everything tells so. What is the same in every event counts once. A few texts are
 * gone through one by one instead, which tells the same and leaves nothing to be done.
 */
function isCleanOf(leaves: readonly Leaf[], hasSecret: BodyRules['hasSecret'], settled: ReadonlySet<string>): boolean {
  const texts = leaves.map(({ text }) => text).filter((text) => text.length >= shortestText)
  const joined = [...seriesOf(leaves).values()].map((pieces) => pieces.map(({ text }) => text).join(''))
  const open = [...new Set([...texts, ...joined])].filter((text) => !settled.has(text))
  if (open.length === 0) return true
  if (open.length <= fewTexts) return false
  return !hasSecret(open.join('\n'))
}

/** What is redacted for where it stands; `undefined` for what is not. */
function byPlace(leaf: Leaf, rules: BodyRules): string | undefined {
  const { text, field, path } = leaf
  if (rules.isRedactedPath(path)) return isRedacted(text) ? undefined : rules.name(kindOf(String(path.at(-1))), text)
  if (field === undefined || rules.isKept(text)) return undefined
  const redacted = redactField({ ...leaf, field }, { ...rules, name: placeholder })
  if (redacted === undefined) return undefined
  const known = rules.redactText(text)
  return isRedacted(known) ? known : redactField({ ...leaf, field }, rules)
}

function seriesOf(leaves: readonly Leaf[]): Map<string, Leaf[]> {
  const all = new Map<string, Leaf[]>()
  for (const leaf of leaves) {
    if (leaf.series === undefined || leaf.text === '') continue
    const list = all.get(leaf.series)
    if (list === undefined) all.set(leaf.series, [leaf])
    else list.push(leaf)
  }
  // What is the same in every event, as an id, is no text in pieces.
  for (const [name, list] of all) if (list.every(({ text }) => text === list[0]?.text)) all.delete(name)
  return all
}

function redactTexts(
  leaves: readonly Leaf[],
  results: Array<string | undefined>,
  redactText: RedactText,
  settled: Set<string>,
): void {
  const places = new Map(leaves.map((leaf, at) => [leaf, at]))
  const open = leaves.filter(({ isNumber }, at) => !isNumber && results[at] === undefined)
  for (const pieces of seriesOf(open).values()) {
    const texts = redactPieces(
      pieces.map(({ text }) => text),
      redactText,
    )
    settled.add(texts.join(''))
    pieces.forEach((leaf, at) => {
      results[places.get(leaf) ?? -1] = texts[at]
    })
  }
  const known = new Map<string, string>()
  for (const leaf of open) {
    const at = places.get(leaf) ?? -1
    const text = results[at] ?? leaf.text
    let redacted = known.get(text)
    if (redacted === undefined) {
      redacted = settled.has(text) ? text : redactText(text)
      known.set(text, redacted)
      settled.add(redacted)
    }
    results[at] = redacted
  }
}

/**
 * Redacts a text that comes in pieces: each piece keeps what is its own, and a placeholder stands in the piece where the
 * secret began.
 */
export function redactPieces(pieces: readonly string[], redactText: RedactText): string[] {
  const whole = pieces.join('')
  const redacted = redactText(whole)
  if (redacted === whole) return [...pieces]
  const result: string[] = pieces.map(() => '')
  const ends: number[] = []
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length)
  let piece = 0
  const put = (at: number, text: string): void => {
    while (piece < ends.length - 1 && at >= (ends[piece] ?? 0)) piece++
    result[piece] += text
  }
  for (const span of spansOf(whole, redacted)) {
    if (span.text !== undefined) put(span.start, span.text)
    else for (let at = span.start; at < span.end; at++) put(at, whole[at] ?? '')
  }
  return result
}
