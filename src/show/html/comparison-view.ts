import type { CallChange, ConversationChanges } from '../compare/compare-conversations.ts'
import type { ShownCall } from '../model/conversation.ts'
import { plainAnswer } from '../plain-answer.ts'
import { endFacts, mediaFacts } from '../shown-facts.ts'
import { counted } from '../../util/counts.ts'
import { document } from './page.ts'
import { requestTexts } from './request-texts.ts'
import { html, type Html } from './safe-html.ts'
import { sideBySide, type NamedText } from './side-by-side.ts'

/** Two versions of a test. */
export interface ComparedVersions {
  readonly title: string
  readonly changes: ConversationChanges
}

/** A page that shows versions of tests beside each other: their answers first, then their requests. */
export function comparisonPage(title: string, tests: readonly ComparedVersions[]): string {
  const changed = tests.filter(({ changes }) => changes.calls.length > 0)
  const views = changed.map(
    ({ title: name, changes: { calls, same } }) =>
      html`<article class="test">
        <h2>${name}</h2>
        ${calls.map(changeView)} ${same === 0 ? '' : html`<p class="note">${counted(same, 'call')} the same</p>`}
      </article>`,
  )
  return document(
    title,
    html`<main id="main">
      ${views}
      ${changed.length === tests.length ? '' : html`<p>${counted(tests.length - changed.length, 'test')} the same</p>`}
    </main>`,
  )
}

function changeView({ before, after, answer, request }: CallChange): Html {
  const { position, service } = (after ?? before)!
  const note = before === undefined ? 'is new' : after === undefined ? 'is dropped' : ''
  return html`<section class="call">
    <h3>${position} <span class="service">${service}</span> <span class="note">${note}</span></h3>
    ${
      answer.length > 0 || note !== ''
        ? html`<h4>answer</h4>
            ${sideBySide(answerTexts(before), answerTexts(after), ['before', 'after'])}`
        : ''
    }
    ${
      request.length > 0 || note !== ''
        ? html`<h4>request</h4>
            ${sideBySide(textsOf(before), textsOf(after), ['before', 'after'])}`
        : ''
    }
  </section>`
}

function textsOf(call: ShownCall | undefined): NamedText[] {
  return call === undefined ? [] : requestTexts(call.source.request)
}

function answerTexts(call: ShownCall | undefined): NamedText[] {
  if (call === undefined) return []
  const { reasoning, text, calls, media, format } = call.answer
  const plain = format === undefined ? plainAnswer(call) : undefined
  return [
    { name: 'thinks', text: reasoning },
    { name: 'assistant', text },
    ...calls.map(({ name, input }) => ({ name: `calls ${name}`, text: input })),
    ...media.map((one) => ({ name: 'assistant', text: mediaFacts(one) })),
    { name: 'answer', text: plain ?? '' },
    { name: 'end', text: endFacts(call).join('\n') },
  ].filter((one) => one.text !== '')
}
