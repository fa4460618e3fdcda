import { counted } from '../../util/counts.ts'
import type { Conversation, ShownCall } from '../model/conversation.ts'
import { costFacts, acceptedFacts } from '../shown-facts.ts'
import { answerView, messageView, systemView, toolsView } from './message-view.ts'
import { rawView } from './raw-view.ts'
import { html, type Html } from './safe-html.ts'
import { timelineView } from './timeline-view.ts'

/** The calls of a conversation: each lane is a column. */
export function conversationView({ calls, lanes }: Conversation, id: string): Html {
  if (lanes.length < 2) return html`${calls.map((call) => callView(call, id))}`
  return html`<div class="lanes">
    ${lanes.map(
      (lane) =>
        html`<div class="lane" role="group" aria-label="lane ${lane}">
          <p><b>lane ${lane}</b></p>
          ${calls.filter((call) => call.lane === lane).map((call) => callView(call, id))}
        </div>`,
    )}
  </div>`
}

function callView(call: ShownCall, test: string): Html {
  const { position, service, step, outcome, system, tools, news } = call
  const id = `${test}-${position}`
  return html`<section class="call" id="${id}">
    <h3 id="${id}-head">
      <a href="#${id}">${position}</a> <span class="service">${service}</span>
      ${outcome === undefined ? '' : html`<span class="tag" data-outcome="${outcome}">${outcome}</span>`}
      ${step === undefined ? '' : html`<span class="note">step ${step}</span>`}
      <span class="note">${newsText(call)}</span>
    </h3>
    ${system === undefined ? '' : systemView(system)}${tools === undefined ? '' : toolsView(tools)}
    ${news.map(messageView)}${acceptedFacts(call).map((fact) => html`<p class="note">accepted: ${fact}</p>`)}${answerView(call, `${id}-text`)}
    ${timelineView(call, `${id}-text`)}
    <p class="note">${costFacts(call, true).join(', ')}</p>
    ${rawView(call)}
  </section>`
}

function newsText({ continues, news, messages }: ShownCall): string {
  if (continues === undefined) return ''
  return news.length === 0 && messages > 0
    ? `the same messages as call ${continues}`
    : `+ ${counted(news.length, 'message')} to call ${continues}`
}
