import { ends, visible } from '../../errors/pages/visible.ts'
import { cellsOf } from '../../errors/pages/cells.ts'
import { counted } from '../../util/counts.ts'
import {
  acceptedFacts,
  conversationFacts,
  costFacts,
  endFacts,
  mediaFacts,
  streamFacts,
  words,
} from '../shown-facts.ts'
import type { Conversation, NumberedMessage, NumberedPart, ShownCall } from '../model/conversation.ts'
import { plainAnswer } from '../plain-answer.ts'
import { folded, wrapped } from './wrapped.ts'

/** How a page is printed. */
export interface PageStyle {
  /** Cells of a line. */
  readonly width: number
  /** Shows long texts whole. */
  readonly isFull: boolean
  /** Milliseconds since 1970; without it a page has no ages and no times, so that two versions can be compared. */
  readonly now?: number
  /** Adds a colour, which never carries meaning. */
  readonly paint: (style: 'bold' | 'dim' | 'cyan' | 'green' | 'yellow' | 'red', text: string) => string
}

/** Cells before a text: the number of the call, and a label. */
const labelWidth = 10
const indent = 4
/** Lines of a text that is not shown whole. */
const mostLines = 12

/** A conversation for a terminal. */
export function conversationPage(conversation: Conversation, style: PageStyle): string {
  const { calls, lanes, file, name } = conversation
  const title = visible([file, name].filter(Boolean).join(' > '))
  const facts = conversationFacts(conversation, style.now).join(', ')
  const room = style.width - cellsOf(title) - 3
  const head =
    cellsOf(facts) <= room
      ? ` ${style.paint('bold', title)}${' '.repeat(room - cellsOf(facts) + 2)}${style.paint('dim', facts)}`
      : `${wrapped(title, style.width - 1)
          .map((line) => ` ${style.paint('bold', line)}`)
          .join('\n')}\n ${style.paint('dim', facts)}`
  const blocks = calls.map((call, index) => callBlock(call, calls[index - 1], lanes.length > 1, style))
  return [head, ...blocks].join('\n\n')
}

function callBlock(call: ShownCall, before: ShownCall | undefined, hasLanes: boolean, style: PageStyle): string {
  const { position, service, lane, step, system, tools } = call
  const parts = [
    style.paint('cyan', ends(visible(service), 40)),
    ...(hasLanes ? [`lane ${visible(lane)}`] : []),
    ...(call.outcome === undefined || call.outcome === 'replayed' ? [] : [style.paint('yellow', call.outcome)]),
    ...newsText(call, before),
  ]
  const head = `${String(position).padStart(2)}  ${parts.join('   ')}`
  const offered = (tools ?? []).map(({ number, name }) => `[${number}] ${name}`).join(' ')
  return [
    head,
    ...(step === undefined || step === before?.step ? [] : row('step', step, style)),
    ...(system === undefined ? [] : systemRow(system, style)),
    ...(offered === '' ? [] : row('tools', offered, style, 'dim')),
    ...call.news.flatMap((message) => messageRows(message, style)),
    ...acceptedFacts(call).flatMap((fact) => row('accepted', fact, style, 'yellow')),
    ...answerRows(call, style),
  ].join('\n')
}

/** What a call adds to the conversation that it continues. */
function newsText({ continues, news, messages }: ShownCall, before: ShownCall | undefined): string[] {
  if (continues === undefined) return []
  const of = continues === before?.position ? '' : ` to call ${continues}`
  return news.length === 0 && messages > 0
    ? [`the same messages as call ${continues}`]
    : [`+ ${counted(news.length, 'message')}${of}`]
}

function systemRow(system: string, style: PageStyle): string[] {
  return style.isFull
    ? row('system', system, style)
    : row('system', `(folded, ${counted(words(system), 'word')})`, style, 'dim')
}

function messageRows({ role, parts }: NumberedMessage, style: PageStyle): string[] {
  return parts.flatMap((part) => partRows(role, part, style))
}

function partRows(role: string, part: NumberedPart, style: PageStyle): string[] {
  switch (part.type) {
    case 'text':
      return row(role, part.text, style)
    case 'reasoning':
      return row('thinks', part.text, style, 'dim')
    case 'call':
      return row('calls', `[${part.label}] ${part.name} ${part.input}`, style)
    case 'result': {
      const label = `${part.isError ? 'failed' : 'tool'} [${part.label}]`
      if (part.parts.length === 0) return row(label, '(empty)', style, 'dim')
      return part.parts.flatMap((inner, index) => partRows(index === 0 ? label : '', inner, style))
    }
    case 'media':
      return row(role, `(${mediaFacts(part.media)})`, style, 'dim')
    case 'other':
      return row(role, JSON.stringify(part.value), style, 'dim')
  }
}

function answerRows(call: ShownCall, style: PageStyle): string[] {
  const { text, reasoning, calls, media, format } = call.answer
  const plain = format === undefined ? plainAnswer(call) : undefined
  const times = style.now === undefined ? [] : streamFacts(call)
  const costs = costFacts(call, style.now !== undefined)
  const prefix = prefixText(call)
  return [
    ...(reasoning === '' ? [] : row('thinks', reasoning, style, 'dim')),
    ...(text === '' ? [] : row('assistant', text, style)),
    ...calls.flatMap(({ label, name, input, isComplete }) =>
      row('calls', `[${label}] ${name} ${input}${isComplete ? '' : ' (incomplete)'}`, style),
    ),
    ...media.flatMap((one) => row('assistant', `(${mediaFacts(one)})`, style, 'dim')),
    ...(plain === undefined ? [] : row('answer', plain, style)),
    ...endFacts(call).flatMap((end) => row('', end, style, 'red')),
    ...(times.length === 0 ? [] : row('', `stream: ${times.join(', ')}`, style, 'dim')),
    ...(costs.length === 0 ? [] : row('', costs.join(', '), style, 'dim')),
    ...(prefix === undefined ? [] : row('', prefix, style, 'yellow')),
  ]
}

/** Says where the prompt cache of the provider breaks. */
function prefixText({ prefix, continues }: ShownCall): string | undefined {
  if (prefix?.endsAt === undefined || continues === undefined) return undefined
  return `prompt cache: the beginning shared with call ${prefix.of} ends at ${prefix.endsAt}, after ${Math.floor(prefix.share * 100)} %`
}

/** A text with its label, on as many lines as it needs. */
function row(label: string, text: string, style: PageStyle, colour?: Parameters<PageStyle['paint']>[0]): string[] {
  const lines = wrapped(text, style.width - indent - labelWidth - 1)
  const shown = style.isFull ? lines : folded(lines, mostLines)
  const name = ends(visible(label), labelWidth)
  return shown.map((line, index) => {
    const before = (index === 0 ? name : '').padEnd(labelWidth)
    const painted = line === '' || colour === undefined ? line : style.paint(colour, line)
    return `${' '.repeat(indent)}${index === 0 && label !== '' ? style.paint('bold', before) : before} ${painted}`.trimEnd()
  })
}
