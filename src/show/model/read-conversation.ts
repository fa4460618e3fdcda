import { costOf, type Price } from '../../cassette/cost.ts'
import { mergeModels, sumUsage, type Usage } from '../../cassette/usage.ts'
import { describeRequest, describeService } from '../../providers/describe-request.ts'
import { readUsage } from '../../providers/read-usage.ts'
import { readAnswer, type ReadAnswer } from '../../providers/wire/read-answer.ts'
import { readRequest, type Message, type ReadRequest } from '../../providers/wire/read-request.ts'
import { answerMedia } from './answer-media.ts'
import type { Conversation, NumberedMessage, SeenCall, ShownCall } from './conversation.ts'
import { newsOf, type ComparedCall } from './news.ts'
import { redactedPlaces } from './redacted-places.ts'
import { segmentsOf, sharedPrefix } from './shared-prefix.ts'
import { streamTimes, type StreamTimes } from './stream-times.ts'
import { ToolNumbers } from './tool-numbers.ts'

/** The test of a conversation, and the prices of its models. */
export interface ConversationFacts {
  readonly file: string
  readonly name?: string | undefined
  readonly prices?: Readonly<Record<string, Price>> | undefined
}

/** A call that was read, for the calls after it. */
interface Earlier extends ComparedCall {
  readonly read: ReadRequest
  readonly segments: ReturnType<typeof segmentsOf>
}

/** Reads the calls of a test as one conversation. */
export function readConversation(
  calls: readonly SeenCall[],
  { file, name, prices = {} }: ConversationFacts,
): Conversation {
  const tools = new ToolNumbers()
  const earlier: Earlier[] = []
  const shown = calls.map((call, index) => readCall(call, index + 1, { tools, earlier, prices }))
  const models = calls.map(modelsOf).reduce(mergeModels, {})
  const cost = costOf(models, prices)
  const recordedAt = calls.map((call) => call.recordedAt ?? '').reduce((a, b) => (a > b ? a : b), '')
  return {
    file,
    ...(name !== undefined && { name }),
    calls: shown,
    lanes: [...new Set(calls.map(({ lane }) => lane))],
    usage: sumUsage(shown.map(({ usage }) => usage)),
    ...(cost && { cost }),
    milliseconds: shown.reduce((total, { times }) => total + (times?.total ?? 0), 0),
    ...(recordedAt !== '' && { recordedAt }),
  }
}

interface Reading {
  readonly tools: ToolNumbers
  readonly earlier: Earlier[]
  readonly prices: Readonly<Record<string, Price>>
}

function readCall(source: SeenCall, position: number, { tools, earlier, prices }: Reading): ShownCall {
  const { lane, step, recordedAt, outcome, request, response } = source
  const read = readRequest(request)
  const answer = readAnswer(response?.body)
  const compared = { position, lane, messages: read.messages, texts: read.messages.map((one) => JSON.stringify(one)) }
  const { continued, messages } = newsOf(compared, earlier)
  const before = continued && earlier[continued.position - 1]?.read
  const segments = segmentsOf(read)
  const last = earlier.findLast((other) => other.lane === lane)
  const prefix = last && sharedPrefix(last.segments, segments, last.position)
  earlier.push({ ...compared, answer, read, segments })
  const isSameTools = before !== undefined && JSON.stringify(before.tools) === JSON.stringify(read.tools)
  const numbered = read.tools.map((tool) => ({ ...tool, number: tools.numberOf(tool.name) }))
  const news = messages.map((message) => numberedMessage(message, lane, tools))
  const { provider, model } = describeService(request)
  const { call, text: summary } = describeRequest(request)
  const usage = readUsage(response?.body)
  const cost = usage && costOf(modelsOf(source), prices)
  const times = response && streamTimes(response, answer.documents)
  return {
    position,
    lane,
    ...(step !== undefined && { step }),
    ...(recordedAt !== undefined && { recordedAt }),
    ...(outcome !== undefined && { outcome }),
    call,
    service: [provider, model].filter(Boolean).join(' ') || call,
    summary,
    ...(continued && { continues: continued.position }),
    ...(read.system !== '' && before?.system !== read.system && { system: read.system }),
    ...(numbered.length > 0 && !isSameTools && { tools: numbered }),
    messages: read.messages.length,
    news,
    answer: shownAnswer(answer, source, tools, times),
    ...(usage && { usage }),
    ...(cost && { cost }),
    ...(times && { times }),
    ...(prefix && { prefix }),
    redacted: redactedPlaces(source),
    source,
  }
}

function shownAnswer(
  answer: ReadAnswer,
  { lane, response }: SeenCall,
  tools: ToolNumbers,
  times: StreamTimes | undefined,
): ShownCall['answer'] {
  const { format, text, reasoning, isFinished, error, toolCalls } = answer
  return {
    ...(format !== undefined && { format }),
    text,
    reasoning,
    isFinished,
    ...(error && { error }),
    calls: toolCalls.map((call) => ({ ...call, label: tools.call(lane, call.id ?? call.name, call.name) })),
    paces: times === undefined ? [] : pacesOf(answer, times),
    media: response === undefined ? [] : answerMedia(response),
  }
}

function pacesOf({ facts }: ReadAnswer, { eventAt }: StreamTimes): Array<readonly [at: number, length: number]> {
  const paces = new Map<number, number>()
  let length = 0
  for (const { position, fact } of facts)
    if (fact.type === 'text') paces.set(eventAt(position), (length += fact.text.length))
  return [...paces]
}

function numberedMessage({ role, parts }: Message, lane: string, tools: ToolNumbers): NumberedMessage {
  return {
    role,
    parts: parts.map((part) => {
      if (part.type === 'call') return { ...part, label: tools.call(lane, part.call, part.name) }
      return part.type === 'result' ? { ...part, label: tools.result(lane, part.call) } : part
    }),
  }
}

/** The tokens of a call by the name of its model. */
function modelsOf({ request, response }: SeenCall): Record<string, Usage> {
  const usage = readUsage(response?.body)
  const { model } = describeService(request)
  return usage === undefined || model === undefined ? {} : { [model]: usage }
}
