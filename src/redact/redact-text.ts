import { redactPiecesIn } from './view/pieces.ts'
import { redactLabelled } from './labelled.ts'
import { replaceBase64 } from './view/base64-runs.ts'
import { redactBehindSlashes, redactPercentEncoded } from './view/decoded-view.ts'
import { jsonRegions, type JsonLeaf } from './view/json-in-text.ts'
import { isRedacted, withPlainPlaceholders } from './placeholder.ts'
import { redactField, type SecretRules } from './redact-field.ts'
import { redactShapes } from './redact-shapes.ts'

/** Replaces the secrets in a text by placeholders; a text without any comes back as it is. */
export type RedactText = (text: string) => string

const printable = /^[\t\n\r\x20-\x7e]*$/

/** Shorter texts hold no secret by themselves, only as pieces of one. */
export const shortestText = 8

/** How deep texts in base64 in texts in base64 are looked into. */
const deepest = 3

/** How secrets in texts are found and named. */
export interface TextRules extends SecretRules {
  /** Replaces values that are known to be secret. */
  readonly redactKnown: (text: string) => string
  /** The same inside base64 that cannot be read as a text. */
  readonly redactParts: (text: string) => string
}

/** A function that replaces values that are known, and shapes; what labels say it does not read. */
export function shapeRedactor(rules: TextRules): RedactText {
  return (text) => redactShapes(rules.redactKnown(text), rules)
}

/** A function that redacts texts. Doing it again changes nothing. */
export function textRedactor(rules: TextRules): RedactText {
  const { isKept, redactKnown } = rules
  const stages: ReadonlyArray<(text: string, depth: number) => string> = [
    (text) => redactKnown(withPlainPlaceholders(text)),
    (text) => redactShapes(text, rules),
    (text, depth) => redactOutsideJson(text, depth, (rest) => redactLabelled(rest, rules)),
    (text, depth) => (depth >= deepest ? text : redactPiecesIn(text, (whole) => stable(whole, depth + 1))),
    (text, depth) => rules.redactParts(redactBase64(text, depth)),
    (text, depth) => (depth >= deepest ? text : redactPercentEncoded(text, (inner) => stable(inner, depth + 1))),
    (text, depth) => (depth >= deepest ? text : redactBehindSlashes(text, (inner) => stable(inner, depth + 1))),
  ]
  const redactBase64 = (text: string, depth: number): string => {
    if (depth >= deepest) return text
    return replaceBase64(text, (run) => {
      if (!mayHoldText(run)) return run
      const inner = Buffer.from(run, 'base64').toString('utf8')
      if (inner.includes('\ufffd')) return run
      const redacted = stable(inner, depth + 1)
      if (redacted === inner) return run
      return Buffer.from(redacted).toString(/[-_]/.test(run) ? 'base64url' : 'base64')
    })
  }
  /** JSON in a text is looked at value by value, each by its field: what labels say holds for the rest. */
  const redactOutsideJson = (text: string, depth: number, redactRest: (rest: string) => string): string => {
    if (depth >= deepest) return redactRest(text)
    let result = ''
    let done = 0
    for (const { start, end, leaves } of jsonRegions(text)) {
      result += redactRest(text.slice(done, start))
      done = start
      for (const leaf of leaves) {
        const redacted = redactLeaf(leaf, depth)
        if (redacted === leaf.text) continue
        result += `${text.slice(done, leaf.start)}${JSON.stringify(redacted)}`
        done = leaf.end
      }
      result += text.slice(done, end)
      done = end
    }
    return done === 0 ? redactRest(text) : `${result}${redactRest(text.slice(done))}`
  }
  const redactLeaf = ({ field, ...leaf }: JsonLeaf, depth: number): string => {
    const { text } = leaf
    if (isKept(text)) return text
    if (leaf.isNumber === true) return field === undefined ? text : (redactField({ ...leaf, field }, rules) ?? text)
    const known = stable(text, depth + 1)
    if (field === undefined || isRedacted(known)) return known
    return redactField({ ...leaf, field }, rules) ?? known
  }
  /** Goes on until every stage has seen the text and left it as it is. */
  const stable = (text: string, depth: number): string => {
    if (text.length < shortestText) return text
    let result = text
    let left = stages.length
    for (let at = 0; left > 0; at = (at + 1) % stages.length) {
      const after = stages[at]!(result, depth)
      left = after === result ? left - 1 : stages.length
      result = after
    }
    return result
  }
  return (text) => stable(text, 0)
}

/** Most runs are ids and hashes: their first bytes are no text. */
function mayHoldText(run: string): boolean {
  return printable.test(Buffer.from(run.slice(0, 20), 'base64').toString('latin1'))
}
