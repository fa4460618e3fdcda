import { diffWordsWithSpace } from 'diff'
import { align } from '../../match/nearest/align.ts'
import { counted } from '../../util/counts.ts'
import { exactText, textBlock } from './rendered-text.ts'
import { html, type Html } from './safe-html.ts'

/** A part of a request or an answer, as one text under a name. */
export interface NamedText {
  readonly name: string
  readonly text: string
}

/** Longest texts whose words are compared, in characters, and the most edits between them. */
const longest = 40_000
const mostEdits = 1_000

/** Two lists of texts beside each other: equal ones are folded, and the words that differ are marked. */
export function sideBySide(
  left: readonly NamedText[],
  right: readonly NamedText[],
  heads: readonly [left: string, right: string],
): Html {
  const rows: Html[] = []
  let equal: NamedText[] = []
  const flush = (): void => {
    if (equal.length > 0) rows.push(equalRow(equal))
    equal = []
  }
  let [l, r] = [0, 0]
  for (const pair of align([...left], [...right])) {
    while (pair.asked === undefined ? l < pair.recorded! : r < pair.asked) {
      equal.push(left[l++]!)
      r += 1
    }
    flush()
    rows.push(
      changedRow(
        pair.recorded === undefined ? undefined : left[pair.recorded],
        pair.asked === undefined ? undefined : right[pair.asked],
      ),
    )
    if (pair.recorded !== undefined) l = pair.recorded + 1
    if (pair.asked !== undefined) r = pair.asked + 1
  }
  equal.push(...left.slice(l))
  flush()
  return html`<table class="sides">
    <thead>
      <tr>
        <th scope="col">${heads[0]}</th>
        <th scope="col">${heads[1]}</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function equalRow(texts: readonly NamedText[]): Html {
  return html`<tr class="equal">
    <td colspan="2">
      <details>
        <summary>${counted(texts.length, 'part')} the same: ${texts.map(({ name }) => name).join(', ')}</summary>
        ${texts.map(({ name, text }) => html`<b class="role">${name}</b> ${textBlock(text)}`)}
      </details>
    </td>
  </tr>`
}

function changedRow(left: NamedText | undefined, right: NamedText | undefined): Html {
  const [old, now] =
    left !== undefined && right !== undefined ? markedTexts(left.text, right.text) : [undefined, undefined]
  return html`<tr>
    <td>${cell(left, old, 'del')}</td>
    <td>${cell(right, now, 'ins')}</td>
  </tr>`
}

function cell(one: NamedText | undefined, marked: Html | undefined, element: 'del' | 'ins'): Html {
  if (one === undefined) return html`<span class="note">nothing here</span>`
  const whole = element === 'del' ? html`<del>${exactText(one.text)}</del>` : html`<ins>${exactText(one.text)}</ins>`
  return html`<b class="role">${one.name}</b>
    <span class="side note">${element === 'del' ? 'recorded' : 'asked'}</span> ${textBlock(marked ?? whole)}`
}

/** Both texts with the words that differ; `undefined` where too little is the same. */
function markedTexts(left: string, right: string): readonly [Html, Html] | readonly [undefined, undefined] {
  if (left.length + right.length > longest) return [undefined, undefined]
  const changes = diffWordsWithSpace(left, right, { maxEditLength: mostEdits })
  if (changes === undefined) return [undefined, undefined]
  const old = changes
    .filter(({ added }) => !added)
    .map(({ value, removed }) => (removed ? html`<del>${value}</del>` : html`${value}`))
  const now = changes
    .filter(({ removed }) => !removed)
    .map(({ value, added }) => (added ? html`<ins>${value}</ins>` : html`${value}`))
  return [html`${old}`, html`${now}`]
}
