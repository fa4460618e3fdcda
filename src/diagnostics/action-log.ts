import { unpackBody } from '../body/pack.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { StoredBody } from '../cassette/stored-body.ts'
import type { Usage } from '../cassette/usage.ts'
import { describeService } from '../providers/describe-request.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { End, Exchange } from './exchange.ts'
import { duration, fingerprintOf } from './sanitize.ts'
import { templatePath } from './step-record.ts'

/** One event of a request. It holds words of a fixed list, numbers, and names of services and steps, but no content. */
export interface Action {
  /** Milliseconds since the test began. */
  readonly at: number
  readonly action:
    | 'request_started'
    | 'first_byte'
    | 'finished'
    | 'recorded'
    | 'replayed'
    | 'missed'
    | 'refused'
    | 'unfinished'
  /** Number of the request in this attempt, from 1. */
  readonly request: number
  /** Beginning of the match key. */
  readonly key?: string
  readonly lane?: string
  readonly step?: string
  readonly provider?: string
  readonly model?: string
  /** Decoded size of the request or of the answer. */
  readonly bytes?: number
  readonly status?: number
  readonly error?: string
  readonly reason?: string
  readonly usage?: Usage
}

/** Characters of a match key that identify it. */
const keyLength = 12

/**
 * The events of all requests of one attempt of one test, in the order of time.
 *
 * @param redact removes secrets from names that the user chose.
 */
export function actionsOf(exchanges: readonly Exchange[], redact: (text: string) => string): Action[] {
  return exchanges.flatMap((exchange, index) => actions(exchange, index + 1, redact)).toSorted((a, b) => a.at - b.at)
}

function actions(exchange: Exchange, request: number, redact: (text: string) => string): Action[] {
  const { startedAt, key, lane, step, interaction, isRecorded } = exchange
  const { provider, model } = describeService(exchange.request)
  const started: Action = {
    at: duration(startedAt),
    action: 'request_started',
    request,
    key: key.slice(0, keyLength),
    lane: redact(lane),
    ...(step && { step: redact(templatePath(step)) }),
    ...(provider !== undefined && { provider: redact(provider) }),
    ...(model !== undefined && { model: redact(model) }),
    ...bytesOf(exchange.request.body),
  }
  if (interaction === undefined) return [started, withoutOutcome(exchange, request)]
  // The times of a replayed answer belong to its recording.
  if (isRecorded !== true) return [started, { ...outcome(interaction, startedAt, request), action: 'replayed' }]
  const { response } = interaction
  const first = startedAt + (response?.chunks?.[0]?.[0] ?? 0)
  const end = startedAt + (response?.chunks ?? []).reduce((total, [delay]) => total + delay, 0)
  const finished = outcome(interaction, end, request)
  return [
    started,
    ...(response?.chunks === undefined
      ? []
      : [{ at: duration(first), action: 'first_byte', request, status: response.status } as const]),
    finished,
    { at: finished.at, action: 'recorded', request, key: key.slice(0, keyLength) },
  ]
}

function outcome({ response, failure = response?.failure }: Interaction, at: number, request: number): Action {
  const usage = readUsage(response?.body)
  return {
    at: duration(at),
    action: 'finished',
    request,
    ...(response && {
      status: response.status,
      bytes: (response.chunks ?? []).reduce((total, [, size]) => total + size, 0),
    }),
    ...(failure && { error: nameOf(fingerprintOf(failure)) }),
    ...(usage && { usage }),
  }
}

function nameOf({ name, code }: ReturnType<typeof fingerprintOf>): string {
  return code === undefined ? name : `${name} ${code}`
}

function withoutOutcome({ startedAt, refusal, end }: Exchange, request: number): Action {
  const at = duration(startedAt)
  if (refusal === 'miss') return { at, action: 'missed', request }
  if (refusal !== undefined) return { at, action: 'refused', request, reason: refusal }
  return { at, action: 'unfinished', request, reason: reasonOf(end) }
}

function reasonOf(end: End | undefined): string {
  if (end?.how === 'lifecycle') return end.lifecycle ?? 'test-ended'
  return end?.how === 'aborted' ? 'signal' : 'unknown'
}

function bytesOf(body: StoredBody | undefined): Pick<Action, 'bytes'> {
  if (body === undefined) return { bytes: 0 }
  if ('file' in body) return { bytes: body.size }
  try {
    return { bytes: unpackBody(body).byteLength }
  } catch {
    return {}
  }
}
