import type { NumberedMessage, NumberedPart, NumberedTool, ShownCall } from '../model/conversation.ts'
import { plainAnswer } from '../plain-answer.ts'
import { endFacts, words } from '../shown-facts.ts'
import { counted } from '../../util/counts.ts'
import { mediaView } from './media-view.ts'
import { codeBlock, codeText, isMarkdown, jsonText, markdownText, textBlock } from './rendered-text.ts'
import { html, type Html } from './safe-html.ts'

/** One message of a request. */
export function messageView({ role, parts }: NumberedMessage): Html {
  return html`<div class="message" data-role="${role}"><b class="role">${role}</b>${parts.map(partView)}</div>`
}

function partView(part: NumberedPart): Html {
  switch (part.type) {
    case 'text':
      return textBlock(part.text)
    case 'reasoning':
      return html`<div class="thought"><span class="note">thinks</span> ${textBlock(part.text)}</div>`
    case 'call':
      return toolCall(part.label ?? '?', part.name, part.input)
    case 'result':
      return html`<div class="result">
        <span class="note">${part.isError ? 'failed' : 'result'} <b>[${part.label ?? '?'}]</b></span>
        ${part.parts.map((inner) => (inner.type === 'text' ? codeBlock(codeText(inner.text)) : partView(inner)))}
      </div>`
    case 'media':
      return mediaView(part.media)
    case 'other':
      return codeBlock(jsonText(part.value))
  }
}

function toolCall(label: string, name: string, input: string, note = ''): Html {
  return html`<div class="tool">
    <span class="note">calls <b>[${label}]</b></span> <b>${name}</b>
    ${codeBlock(codeText(input))} ${note === '' ? '' : html`<span class="note">${note}</span>`}
  </div>`
}

/** The instructions to the model, folded. */
export function systemView(system: string): Html {
  return html`<details class="system">
    <summary>system, ${counted(words(system), 'word')}</summary>
    ${textBlock(system)}
  </details>`
}

/** The tools on offer, folded. */
export function toolsView(tools: readonly NumberedTool[]): Html {
  const names = tools.map(({ number, name }) => `[${number}] ${name}`).join(' ')
  return html`<details class="tools">
    <summary>tools ${names}</summary>
    <dl>
      ${tools.map(
        ({ number, name, description, schema }) =>
          html`<dt>[${number}] ${name}</dt>
            <dd>${textBlock(description)} ${schema === undefined ? '' : codeBlock(jsonText(schema))}</dd>`,
      )}
    </dl>
  </details>`
}

/** The answer of a call. `id` names its text, for the button that plays it. */
export function answerView(call: ShownCall, id: string): Html {
  const { text, reasoning, calls, media, format } = call.answer
  const plain = format === undefined ? plainAnswer(call) : undefined
  const ends = endFacts(call)
  if (call.source.response === undefined && ends.length === 0) return html``
  return html`<div class="message answer" data-role="assistant">
    <b class="role">assistant</b>
    ${
      reasoning === ''
        ? ''
        : html`<details class="thought">
            <summary>thinks, ${counted(words(reasoning), 'word')}</summary>
            ${textBlock(reasoning)}
          </details>`
    }
    ${text === '' ? '' : textBlock(text, id)}
    ${
      isMarkdown(text)
        ? html`<details class="markdown">
            <summary>as Markdown</summary>
            <div class="rendered">${markdownText(text)}</div>
          </details>`
        : ''
    }
    ${calls.map(({ label, name, input, isComplete }) => toolCall(label, name, input, isComplete ? '' : 'incomplete'))}
    ${media.map(mediaView)} ${plain === undefined ? '' : codeBlock(codeText(plain))}
    ${ends.map((end) => html`<p class="end">${end}</p>`)}
  </div>`
}
