import type { Interaction, StoredFailure, StoredResponse } from '../core/interaction.ts'
import { silenceBefore } from '../core/silence.ts'
import { readAnswer, type ReadAnswer } from '../providers/wire/read-answer.ts'
import { apiError, type ApiError } from './api-error.ts'
import { documentEnds } from './document-ends.ts'
import type { Evidence, EvidenceSource, EvidenceType, TerminalType } from './evidence.ts'
import type { Exchange } from './exchange.ts'
import { duration, toolName } from './sanitize.ts'
import { transportFailure } from './transport-failure.ts'

/** How one attempt ended badly. */
export interface Terminal {
  readonly type: TerminalType
  readonly at: number
  readonly apiError?: ApiError
  readonly failure?: StoredFailure
  readonly exchange?: Exchange
}

/** One HTTP exchange, read: what it showed, and how it ended. */
export interface Attempt {
  readonly exchange: Exchange
  readonly call: number
  readonly number: number
  readonly evidence: readonly Evidence[]
  readonly terminal?: Terminal
  readonly answer: ReadAnswer
  /** Events that carried text, reasoning or the input of a tool. */
  readonly events: number
  /** Milliseconds between the last of the answer and its end, where that is known. */
  readonly silence?: number
}

const nothing: ReadAnswer = { documents: 0, facts: [], text: '', reasoning: '', toolCalls: [], isFinished: false }

/** Reads one exchange as attempt `number` of call `call`. */
export function readAttempt(exchange: Exchange, call: number, number: number): Attempt {
  const evidence: Evidence[] = []
  const add = (at: number, source: EvidenceSource, type: EvidenceType, tool?: string): void => {
    evidence.push({ at: duration(at), source, type, call, attempt: number, ...(tool !== undefined && { tool }) })
  }
  const { response } = exchange.interaction ?? {}
  const isRefusedByProvider = (response?.status ?? 0) >= 400
  const answer = response === undefined ? nothing : readAnswer(response.body)
  add(exchange.startedAt, 'app', 'request_sent')
  if (response !== undefined)
    add(exchange.startedAt + (response.chunks?.[0]?.[0] ?? 0), 'provider_stream', 'response_started')
  const events =
    response === undefined || isRefusedByProvider
      ? 0
      : addFacts(answer, arrivals(exchange, response, answer.documents), add)
  const terminal = terminalOf(exchange, answer)
  if (terminal !== undefined) add(terminal.at, sourceOf(terminal.type), terminal.type)
  const silence = terminal === undefined ? undefined : silenceBefore(response?.chunks)
  return {
    exchange,
    call,
    number,
    evidence,
    answer,
    events,
    ...(terminal !== undefined && { terminal }),
    ...(silence !== undefined && { silence }),
  }
}

/** Adds what the answer says, at the moment each of its documents had arrived; returns how many of them said something. */
function addFacts(
  { facts }: ReadAnswer,
  at: (position: number) => number,
  add: (at: number, source: EvidenceSource, type: EvidenceType, tool?: string) => void,
): number {
  const seen = new Set<string>()
  const names = new Map<string, string>()
  const inputs = new Map<string, string>()
  const progress = new Set<number>()
  const once = (type: EvidenceType, time: number): void => {
    if (!seen.has(type)) add(time, 'provider_stream', type)
    seen.add(type)
  }
  for (const { position, fact } of facts) {
    const time = at(position)
    if (['text', 'reasoning', 'tool', 'tool-input'].includes(fact.type) && !progress.has(position)) {
      progress.add(position)
      add(time, 'provider_stream', 'provider_progress')
    }
    if (fact.type === 'text') once('text_output_started', time)
    if (fact.type === 'reasoning') once('reasoning_output_started', time)
    if (fact.type === 'finish') once('answer_completed', time)
    if (fact.type === 'tool') {
      names.set(fact.call, toolName(fact.name))
      add(time, 'provider_stream', 'tool_input_started', names.get(fact.call))
    }
    if (fact.type === 'tool-input') inputs.set(fact.call, (inputs.get(fact.call) ?? '') + fact.json)
    if (fact.type === 'tool-end') {
      add(time, 'provider_stream', 'tool_input_completed', names.get(fact.call))
      if (isJson(inputs.get(fact.call) ?? '{}'))
        add(time, 'provider_stream', 'tool_call_materialized', names.get(fact.call))
    }
  }
  return progress.size
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** When each document of a response had arrived. */
function arrivals(
  { startedAt }: Exchange,
  { body, chunks = [] }: StoredResponse,
  documents: number,
): (position: number) => number {
  const arrived: Array<{ size: number; bytes: number; at: number }> = []
  for (const [delay, size] of chunks) {
    const last = arrived.at(-1)
    arrived.push({ size, bytes: (last?.bytes ?? 0) + size, at: (last?.at ?? startedAt) + delay })
  }
  // As a rule each came in a piece of its own, and nothing has to be measured.
  if (arrived.filter(({ size }) => size > 0).length === documents)
    return (position) => arrived[position]?.at ?? startedAt
  const ends = body === undefined ? [] : documentEnds(body)
  return (position) => {
    const end = ends[position] ?? ends.at(-1) ?? 0
    return (arrived.find(({ bytes }) => bytes >= end) ?? arrived.at(-1))?.at ?? startedAt
  }
}

function terminalOf(exchange: Exchange, answer: ReadAnswer): Terminal | undefined {
  const { interaction, refusal, startedAt, lifecycle, closedBy } = exchange
  const at = startedAt + lengthOf(interaction)
  if (refusal !== undefined) return { type: 'request_refused', at, exchange }
  if (lifecycle !== undefined) return answer.isFinished ? undefined : { type: 'lifecycle_closed', at, exchange }
  const { response, failure = response?.failure } = interaction ?? {}
  if (response !== undefined && response.status >= 400)
    return { type: 'api_error', at, apiError: apiError(response.status, answer.error ?? { kind: '', message: '' }) }
  if (answer.error !== undefined) return { type: 'api_error', at, apiError: apiError(undefined, answer.error) }
  if (failure !== undefined) return { type: transportFailure(failure), at, failure }
  // What was said is all that there was to say: leaving then is how clients hang up.
  if (answer.isFinished) return undefined
  const isClosed = response === undefined ? closedBy !== undefined : response.aborted === true
  if (!isClosed) return undefined
  return { type: closedBy === 'signal' ? 'client_aborted' : 'closed_without_reason', at, exchange }
}

function lengthOf(interaction: Interaction | undefined): number {
  return (interaction?.response?.chunks ?? []).reduce((total, [delay]) => total + delay, 0)
}

function sourceOf(type: TerminalType): EvidenceSource {
  if (type === 'watchdog_fired') return 'watchdog'
  if (type === 'tool_failed') return 'tool'
  if (type === 'client_aborted') return 'app'
  return type === 'api_error' || type === 'transport_failed' ? 'provider_stream' : 'lifecycle'
}
