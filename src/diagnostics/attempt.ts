import type { StoredFailure, StoredResponse } from '../cassette/interaction.ts'
import { silenceBefore } from '../cassette/silence.ts'
import { readAnswer, type ReadAnswer } from '../providers/wire/read-answer.ts'
import { apiError, type ApiError } from './api-error.ts'
import { arrivals } from './arrivals.ts'
import type { Evidence, EvidenceSource, EvidenceType, TerminalType } from './evidence.ts'
import type { Exchange, Lifecycle } from './exchange.ts'
import { toolName } from './sanitize.ts'
import { transportFailure } from './transport-failure.ts'

/** The failure that ended an attempt. */
export interface Terminal {
  readonly type: TerminalType
  readonly at: number
  readonly apiError?: ApiError
  readonly failure?: StoredFailure
  readonly lifecycle?: Lifecycle
  readonly exchange?: Exchange
}

/** One HTTP exchange with the evidence in it and its end. */
export interface Attempt {
  readonly exchange: Exchange
  readonly call: number
  readonly number: number
  readonly evidence: readonly Evidence[]
  readonly terminal?: Terminal
  readonly answer: ReadAnswer
  /** Number of events with text, reasoning or tool input. */
  readonly events: number
  /** Milliseconds between the last piece of the answer and its end, if known. */
  readonly silence?: number
}

const nothing: ReadAnswer = { documents: 0, facts: [], text: '', reasoning: '', toolCalls: [], isFinished: false }

/** Reads one exchange as attempt `number` of call `call`. */
export function readAttempt(exchange: Exchange, call: number, number: number): Attempt {
  const evidence: Evidence[] = []
  const add = (at: number, source: EvidenceSource, type: EvidenceType, tool?: string): void => {
    evidence.push({ at, source, type, call, attempt: number, ...(tool !== undefined && { tool }) })
  }
  const { received } = exchange
  const answer = received === undefined ? nothing : readAnswer(received.body)
  const at = arrivals(exchange.pieces, received?.body, answer.documents, exchange.startedAt)
  add(exchange.startedAt, 'app', 'request_sent')
  if (exchange.answeredAt !== undefined) add(exchange.answeredAt, 'provider_stream', 'response_started')
  const events = received === undefined || isRefused(received) ? 0 : addFacts(answer, at, add)
  const terminal = terminalOf(exchange, answer, at)
  if (terminal !== undefined) add(terminal.at, sourceOf(terminal.type), terminal.type)
  const silence = silenceOf(exchange, terminal?.type)
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

/** A recorded failure has the recorded silence: an instant replay does not wait. */
function silenceOf(exchange: Exchange, type: TerminalType | undefined): number | undefined {
  const { end, interaction, isRecorded } = exchange
  if (end?.how === 'timed-out') return waited(exchange, end.at)
  if (end?.how !== 'failed') return undefined
  const recorded = silenceBefore(interaction?.response?.chunks)
  return recorded ?? (type === 'watchdog_fired' && isRecorded ? waited(exchange, end.at) : undefined)
}

/** How long the client had heard nothing when it gave up, in milliseconds. */
function waited({ startedAt, answeredAt = startedAt, pieces }: Exchange, at: number): number {
  return at - (pieces.at(-1)?.[0] ?? answeredAt)
}

/** Adds the facts of an answer at the arrival of their documents. Returns the number of documents with progress. */
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

function isRefused({ status }: StoredResponse): boolean {
  return status >= 400
}

/** The failure that the app saw in this run. A failure in the received answer comes before the end of the connection. */
function terminalOf(exchange: Exchange, answer: ReadAnswer, at: (position: number) => number): Terminal | undefined {
  const { refusal, startedAt, received, answeredAt = startedAt, end } = exchange
  if (refusal !== undefined) return { type: 'request_refused', at: startedAt, exchange }
  const { error } = answer
  if (received !== undefined && isRefused(received))
    // The head is enough: clients may not read the rest.
    return {
      type: 'api_error',
      at: answeredAt,
      apiError: apiError(received.status, error ?? { kind: '', message: '' }),
    }
  if (error !== undefined) {
    const position = answer.facts.find(({ fact }) => fact === error)?.position ?? 0
    return { type: 'api_error', at: at(position), apiError: apiError(undefined, error) }
  }
  if (end?.how === 'failed') return { type: transportFailure(end.failure), at: end.at, failure: end.failure }
  // Clients may hang up after the last document of a complete answer.
  if (end === undefined || end.how === 'complete' || answer.isFinished) return undefined
  switch (end.how) {
    case 'timed-out':
      return { type: 'watchdog_fired', at: end.at, exchange, ...(end.reason && { failure: end.reason }) }
    case 'aborted':
      return { type: 'client_aborted', at: end.at, exchange, ...(end.reason && { failure: end.reason }) }
    case 'closed':
      return { type: 'closed_without_reason', at: end.at, exchange }
    case 'lifecycle': {
      const { lifecycle } = end
      return { type: 'lifecycle_closed', at: end.at, exchange, ...(lifecycle !== undefined && { lifecycle }) }
    }
  }
}

function sourceOf(type: TerminalType): EvidenceSource {
  if (type === 'watchdog_fired') return 'watchdog'
  if (type === 'tool_failed') return 'tool'
  if (type === 'client_aborted') return 'app'
  return type === 'api_error' || type === 'transport_failed' ? 'provider_stream' : 'lifecycle'
}
