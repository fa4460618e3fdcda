import { streamFacts } from '../shown-facts.ts'
import type { ShownCall } from '../model/conversation.ts'
import { html, type Html } from './safe-html.ts'

/** Units of the picture from the request to the end. */
const width = 1000
/** A silence is shown when it takes this share of the time, and so many milliseconds. */
const silence = { share: 0.15, least: 250 }

/** When the parts of a stream arrived; nothing for an answer in one piece. */
export function timelineView(call: ShownCall, id: string): Html | undefined {
  const { times, answer, source } = call
  const facts = streamFacts(call)
  if (times === undefined || facts.length === 0 || times.total === 0) return undefined
  const at = (time: number): number => Math.round((time / times.total) * width)
  const marks = [...new Set(times.pieces.map(([time]) => at(time)))].map((x) => `M${x} 4V20`).join('')
  const silences = [0, ...times.pieces.map(([time]) => time), times.total]
    .map((time, index, all) => [all[index - 1] ?? 0, time] as const)
    .filter(([from, to], index) => index > 1 && to - from > Math.max(silence.least, times.total * silence.share))
  const isCut = source.response?.failure !== undefined
  const label = [...facts, ...(isCut ? ['cut'] : [])].join(', ')
  return html`<figure class="timeline">
    <svg viewBox="0 0 ${width} 24" preserveAspectRatio="none" role="img" aria-label="${label}">
      <rect class="wait" x="0" y="9" width="${at(times.firstByte)}" height="6" />
      ${silences.map(([from, to]) => html`<rect class="silence" x="${at(from)}" y="9" width="${at(to) - at(from)}" height="6" />`)}
      <path class="pieces" d="${marks}" />
      ${isCut ? html`<path class="cut" d="M${width - 3} 0V24" />` : ''}
    </svg>
    <figcaption>${label} ${answer.paces.length > 1 ? playButton(call, id) : ''}</figcaption>
  </figure>`
}

/** Plays the text at the recorded pace. Only the script of the page shows it. */
function playButton({ answer: { paces } }: ShownCall, id: string): Html {
  const [times, lengths] = [0, 1].map((index) => paces.map((pace) => Math.round(pace[index]!)).join(' '))
  return html`<button type="button" hidden data-play="${id}" data-times="${times}" data-lengths="${lengths}">
    Play
  </button>`
}
