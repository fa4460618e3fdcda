import { createHash } from 'node:crypto'
import { number } from '../../util/counts.ts'
import type { Conversation } from '../model/conversation.ts'
import { conversationFacts, dollars, milliseconds } from '../shown-facts.ts'
import { conversationView } from './call-view.ts'
import { requestTexts } from './request-texts.ts'
import { codeBlock, exactText } from './rendered-text.ts'
import { html, type Html } from './safe-html.ts'
import { sideBySide } from './side-by-side.ts'
import type { ShownMiss, ShownRun, ShownTest } from './test-page.ts'

/** The id of a test in its page. */
export function idOf(file: string, name = ''): string {
  return `t${createHash('sha256').update(`${file}\n${name}`).digest('hex').slice(0, 10)}`
}

/** A test in the order in which it is read: what happened, the misses, the conversation, the numbers, the secrets. */
export function testView(test: ShownTest, now: number): Html {
  const { conversation, run, misses } = test
  const { file, name, calls } = conversation
  const id = idOf(file, name)
  return html`<article class="test" id="${id}" aria-labelledby="${id}-head">
    <h2 id="${id}-head">${name === undefined ? file : html`<span class="note">${file} ›</span> ${name}`}</h2>
    ${verdictView(conversation, run, now)} ${misses.map((miss) => missView(miss, id))}
    ${calls.length === 0 ? html`<p>This test made no call.</p>` : conversationView(conversation, id)}
    ${usageView(conversation, id)}${redactedView(conversation, id)}
  </article>`
}

function verdictView(conversation: Conversation, run: ShownRun | undefined, now: number): Html {
  const facts = [
    ...(run?.result === undefined ? [] : [run.result]),
    ...conversationFacts(conversation, now),
    ...new Set(conversation.calls.map(({ service }) => service)),
    ...(run?.clients ?? []),
  ]
  return html`<div class="verdict" data-state="${run?.state ?? 'recorded'}">
    <p>${run === undefined ? '' : html`<b>${run.state}</b> · `}${facts.join(' · ')}</p>
    ${run?.wire === undefined ? '' : html`<p>on the wire: ${run.wire}</p>`}
    ${(run?.errors ?? []).map(
      (error) =>
        html`<details>
          <summary>${error.split('\n', 1)[0]!}</summary>
          ${codeBlock(exactText(error))}
        </details>`,
    )}
    ${run?.command === undefined ? '' : html`<p class="note">run it: <code>${run.command}</code></p>`}
  </div>`
}

function missView({ position, asked, nearest, note, suggestions }: ShownMiss, id: string): Html {
  return html`<section class="miss">
    <h3 id="${id}-miss-${position}">Call <a href="#${id}-${position}">${position}</a> has no recorded answer</h3>
    ${
      nearest === undefined
        ? html`<p>${note}</p>`
        : sideBySide(requestTexts(nearest.request), requestTexts(asked), [
            `recorded: interaction ${nearest.position}, the nearest`,
            'asked',
          ])
    }
    <ul>
      ${suggestions.map(({ when, line }) => html`<li>${when} ${codeBlock(exactText(line))}</li>`)}
    </ul>
  </section>`
}

/** The tokens of each call, and where the prompt cache of the provider breaks. */
function usageView({ calls, usage, cost, milliseconds: time }: Conversation, id: string): Html {
  if (usage.input + usage.output === 0 && time === 0) return html``
  return html`<section>
    <h3 id="${id}-usage">Usage</h3>
    <div class="wide" tabindex="0">
      <table class="usage">
        <thead>
          <tr>
            ${['call', 'input', 'cached', 'output', 'reasoning', 'cost', 'time', 'prompt that begins like the call before'].map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${calls.map(
            (call) =>
              html`<tr>
                <th scope="row"><a href="#${id}-${call.position}">${call.position}</a></th>
                ${[
                  count(call.usage?.input),
                  count(call.usage?.cached),
                  count(call.usage?.output),
                  count(call.usage?.reasoning),
                  call.cost === undefined ? '' : dollars(call.cost),
                  call.times === undefined ? '' : milliseconds(call.times.total),
                  prefixText(call.prefix),
                ].map((text) => html`<td>${text}</td>`)}
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            ${[count(usage.input), count(usage.cached), count(usage.output), count(usage.reasoning), cost === undefined ? '' : dollars(cost), milliseconds(time), ''].map((text) => html`<td>${text}</td>`)}
          </tr>
        </tfoot>
      </table>
    </div>
  </section>`
}

function count(tokens: number | undefined): string {
  return tokens === undefined ? '' : number(tokens)
}

function prefixText(prefix: Conversation['calls'][number]['prefix']): string {
  if (prefix === undefined) return ''
  if (prefix.endsAt === undefined) return `all of call ${prefix.of}`
  return `${Math.floor(prefix.share * 100)} % of call ${prefix.of}, up to ${prefix.endsAt}`
}

function redactedView({ calls }: Conversation, id: string): Html {
  const places = calls.flatMap(({ position, redacted }) => redacted.map((one) => ({ position, ...one })))
  if (places.length === 0) return html``
  return html`<section>
    <h3 id="${id}-redacted">Redacted</h3>
    <div class="wide" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">call</th>
            <th scope="col">place</th>
            <th scope="col">rule</th>
            <th scope="col">in its place</th>
          </tr>
        </thead>
        <tbody>
          ${places.map(
            ({ position, place, rule, placeholder }) =>
              html`<tr>
                <th scope="row"><a href="#${id}-${position}">${position}</a></th>
                <td>${place}</td>
                <td>${rule}</td>
                <td>${placeholder}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
