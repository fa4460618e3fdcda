import { isStandIn } from '../body/large-values.ts'
import type { StoredBody } from '../cassette/stored-body.ts'
import { isRedacted, kindOf } from './placeholder.ts'
import { doubtOf } from './recognize/field-names.ts'
import { isLargeText } from './clean-texts.ts'
import { redactField, type SecretRules } from './redact-field.ts'
import { shortestText, type RedactText } from './redact-text.ts'
import { redactPieces } from './view/pieces.ts'
import { joinedText, seriesOf, type Series } from './view/series.ts'
import { pathTo, type Leaf, type Place } from './view/leaf.ts'
import { mapBody } from './view/walk-body.ts'

/** So many texts cost no more one by one than together. */
const fewTexts = 4

/** How the texts of bodies are redacted. */
export interface BodyRules extends SecretRules {
  readonly redactText: RedactText
  /** The same without what labels say. */
  readonly redactShapes: RedactText
  /** Whether a text holds a secret, told without remembering any. */
  readonly hasSecret: (text: string) => boolean
  /** Functions of the user's take part: each text is to be given to them alone. */
  readonly isTextual: boolean
  /** Whether the user wants what stands at this place redacted. */
  readonly isRedactedPlace: (place: Place) => boolean
  /** Whether the user says that there is no secret at this place. */
  readonly isKeptPlace: (place: Place) => boolean
}

/**
 * The body without its secrets: by the name of their field, by their look, by the user's paths; also those that the events
 * of a stream hold in pieces. The same object when it has no secret.
 */
export function redactBody(body: StoredBody, place: Place, rules: BodyRules): StoredBody {
  let before = body
  const settled = new Set<string>()
  // Again until nothing changes: what stood beside a secret may look different now.
  for (;;) {
    const after = redactOnce(before, place, rules, settled)
    if (after === before) return after
    before = after
  }
}

/** @param settled texts that hold no secret any more, found so far: they are not looked at again. */
function redactOnce(body: StoredBody, place: Place, rules: BodyRules, settled: Set<string>): StoredBody {
  const leaves: Leaf[] = []
  const open: Leaf[] = []
  const results: Results = new Map()
  mapBody(body, place, (leaf) => {
    leaves.push(leaf)
    const result = byPlace(leaf, rules)
    if (result !== undefined) results.set(leaf, result)
    else if (leaf.isNumber !== true) open.push(leaf)
    return leaf.text
  })
  const series = seriesOf(open)
  const isClean = !rules.isTextual && isCleanOf(open, series, rules.hasSecret, settled)
  if (isClean && results.size === 0) return body
  if (!isClean) redactTexts(open, series, results, rules, settled)
  // Functions of the user's may change a text again, or make one that holds a secret.
  if (rules.isTextual) settled.clear()
  if ([...results].every(([leaf, text]) => text === leaf.text)) return body
  let at = 0
  return mapBody(body, place, ({ text }) => results.get(leaves[at++]!) ?? text)
}

/** The new texts of leaves. */
type Results = Map<Leaf, string>

/**
 * Most bodies hold no secret: one look at everything tells so. What is the same in every event counts once. A few texts are
 * gone through one by one instead, which gives the same result.
 */
function isCleanOf(
  leaves: readonly Leaf[],
  series: readonly Series[],
  hasSecret: BodyRules['hasSecret'],
  settled: ReadonlySet<string>,
): boolean {
  const texts = new Set<string>()
  for (const { text } of leaves) if (text.length >= shortestText) texts.add(text)
  for (const { pieces } of series) texts.add(joinedText(pieces))
  const open = [...texts].filter((text) => !settled.has(text))
  if (open.some((text) => isLargeText(text) && hasSecret(text))) return false
  const others = open.filter((text) => !isLargeText(text))
  if (others.length === 0) return true
  if (others.length <= fewTexts) return false
  return !hasSecret(others.join('\n'))
}

/** The text without the secret that its place shows; `undefined` if its place shows no secret. */
function byPlace(leaf: Leaf, rules: BodyRules): string | undefined {
  const { text, field, place } = leaf
  if (rules.isKeptPlace(place)) return text
  if (rules.isRedactedPlace(place)) return isRedacted(text) ? undefined : rules.name(kindOf(String(place.part)), text)
  // Its file was searched when it was recorded.
  if (isStandIn(text)) return text
  if (field === undefined || doubtOf(field) === 'harmless' || rules.isKept(text)) return undefined
  if (isRedacted(text)) return undefined
  const known = rules.redactText(text)
  return isRedacted(known) ? known : redactField({ ...leaf, field, path: pathTo(place) }, rules)
}

function redactTexts(
  open: readonly Leaf[],
  series: readonly Series[],
  results: Results,
  { redactText, redactShapes }: BodyRules,
  settled: Set<string>,
): void {
  const textOf = (leaf: Leaf): string => results.get(leaf) ?? leaf.text
  const put = (leaf: Leaf, text: string): void => {
    if (text !== textOf(leaf)) results.set(leaf, text)
  }
  for (const { pieces, isList } of series) {
    // The items of a list may be texts of their own: a label in one says nothing of the next.
    const redacted = redactPieces(pieces.map(textOf), isList ? redactShapes : redactText)
    if (!isList) settled.add(redacted.join(''))
    pieces.forEach((leaf, at) => put(leaf, redacted[at]!))
  }
  const known = new Map<string, string>()
  for (const leaf of open) {
    const text = textOf(leaf)
    let redacted = known.get(text)
    if (redacted === undefined) {
      redacted = settled.has(text) ? text : redactText(text)
      known.set(text, redacted)
      settled.add(redacted)
    }
    put(leaf, redacted)
  }
}
