import { packBody } from '../body/pack.ts'
import type { Interaction, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { findProvider } from '../providers/find-provider.ts'
import { readUsage } from '../providers/read-usage.ts'
import { isStoredResponseHeader, safeResponseHeaders } from '../redact/stored-headers.ts'
import type { Redaction } from '../redact/redaction.ts'
import { capture, type Captured } from '../stream/capture.ts'
import { now, timestamp } from '../stream/clock.ts'
import { storedFailure, type BreakConnection } from '../stream/failure.ts'
import { addUsage } from './add-usage.ts'
import type { Answer } from './call.ts'
import { spend } from './budget.ts'
import { decodeResponse, isUnreadable } from '../http/decode-response.ts'
import { withFirstByte } from '../http/first-byte.ts'
import { announcedLength } from '../http/framing.ts'
import { callLive, type Send } from '../http/live-call.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import { clientResponse } from '../http/client-response.ts'
import { unusualStatusText } from '../http/status-text.ts'
import { beginProgress } from './report-progress.ts'
import type { TestAttempt } from '../session/test-attempt.ts'

export interface LiveRecording {
  readonly request: Request
  readonly bytes: Uint8Array
  /** The request as it will stand in the cassette. */
  readonly stored: StoredRequest
  readonly attempt: TestAttempt
  readonly lane: string
  /** Names of the steps it was made in. */
  readonly step: string | undefined
  /** Hears what the app is given, and how that ends. */
  readonly exchange: OpenExchange
  readonly send: Send
  readonly breakConnection: BreakConnection
  /** Answers in place of a provider that fails before its first byte. */
  readonly fallback?: () => Answer
  /** Takes the interaction when it is finished. */
  readonly keep: (interaction: Interaction) => void
}

/** Asks the provider, hands the answer on as it arrives, and records it beside. */
export async function recordLive(recording: LiveRecording): Promise<Answer> {
  const { request, bytes, attempt, exchange } = recording
  const finished = Promise.withResolvers<void>()
  void finished.promise.then(beginProgress(attempt, recording.stored))
  const stopper = new AbortController()
  attempt.track(finished.promise, () =>
    stopper.abort(new DOMException('the test ended before the answer did', 'AbortError')),
  )
  /**
   * What was stopped because the test was over is half an answer, and not what a test that failed is about. One that
   * passed needs no more of it.
   */
  const isCutOff = (isHalf: boolean): boolean =>
    isHalf && exchange.end?.how === 'lifecycle' && attempt.hasPassed !== true
  const startedAt = now()
  const recordedAt = timestamp()
  let response: Response
  let hasAnswer = false
  request.signal.addEventListener('abort', () => hasAnswer || stopper.abort(), { once: true })
  try {
    const { method, url, headers } = request
    response = await callLive(
      { method, url, headers, body: bytes, signal: stopper.signal },
      recording.send,
      attempt.settings.upstream,
    )
    if (recording.fallback !== undefined) response = await withFirstByte(response)
    hasAnswer = true
    response = await decodeResponse(response)
  } catch (error) {
    if (recording.fallback !== undefined && !stopper.signal.aborted) {
      finished.resolve()
      return recording.fallback()
    }
    const failure = storedFailure(error)
    exchange.failed(failure)
    if (!isCutOff(stopper.signal.aborted)) keep(recording, () => ({ ...base(recording, recordedAt), failure }))
    finished.resolve()
    return stopper.signal.aborted ? { never: true } : { failure }
  }
  attempt.matching.redaction().noteHeaders(response.headers, 'answer')
  count(attempt, request.url)
  if (isUnreadable(response)) {
    stopper.abort()
    finished.resolve()
    throw unreadable(response, request.url)
  }
  if (response.body === null) {
    const stored = storedResponse(response, undefined, attempt.matching.redaction())
    exchange.answered(() => stored)
    exchange.complete()
    keep(recording, () => ({ ...base(recording, recordedAt), response: stored }))
    finished.resolve()
    return { response: clientResponse(response, null, isReplayed) }
  }
  const { stream, captured, soFar } = capture(
    response.body as ReadableStream<Uint8Array>,
    startedAt,
    () => stopper.abort(),
    recording.breakConnection,
    exchange,
  )
  exchange.answered((size) =>
    storedResponse(response, { bytes: soFar().subarray(0, size), chunks: [] }, attempt.matching.redaction()),
  )
  void captured.then((body) => {
    const stored = storedResponse(response, body, attempt.matching.redaction())
    const usage = readUsage(stored.body)
    const tokens = (usage?.input ?? 0) + (usage?.output ?? 0)
    attempt.tally.tokens += tokens
    if (usage !== undefined) addUsage(attempt.tally.models, recording.stored, usage)
    spend(attempt, tokens)
    if (!isCutOff(stopper.signal.aborted || body.aborted === true))
      keep(recording, () => ({ ...base(recording, recordedAt), response: stored }))
    finished.resolve()
  })
  return { response: clientResponse(response, stream, isReplayed) }
}

/** Hands an interaction over without its secrets; one that cannot be redacted is not recorded, and the test fails. */
function keep({ keep, attempt }: LiveRecording, interaction: () => Interaction): void {
  try {
    keep(attempt.matching.redaction().interaction(interaction()))
  } catch (error) {
    attempt.fail(error as Error)
  }
}

function base(
  { lane, step, stored }: LiveRecording,
  recordedAt: string,
): Pick<Interaction, 'lane' | 'step' | 'recordedAt' | 'request'> {
  return { lane, ...(step && { step }), recordedAt, request: stored }
}

function storedResponse(
  response: Response,
  captured: Captured | undefined,
  { address }: Pick<Redaction, 'address'>,
): StoredResponse {
  const { status } = response
  const statusText = unusualStatusText(response)
  const body = packBody(captured?.bytes ?? new Uint8Array(), response.headers.get('content-type') ?? undefined)
  return {
    status,
    ...(statusText !== undefined && { statusText }),
    headers: safeResponseHeaders(response.headers, address),
    ...storedLength(response, captured),
    ...(body && { body }),
    ...(captured && captured.chunks.length > 0 && { chunks: captured.chunks }),
    ...(captured?.aborted && { aborted: true as const }),
    ...(captured?.failure && { failure: captured.failure }),
  }
}

function storedLength({ status, headers }: Response, captured: Captured | undefined): Pick<StoredResponse, 'length'> {
  const length = announcedLength(headers)
  if (length === undefined || status === 204 || status === 205) return {}
  const isWhole = captured !== undefined && captured.aborted === undefined && captured.failure === undefined
  return { length: isWhole || length }
}

/** What a test passes with while recording, it is to pass with in replay. Cookies belong to the live session. */
function isReplayed(name: string): boolean {
  return isStoredResponseHeader(name) || name === 'set-cookie'
}

/** Nobody could look for secrets in it. */
function unreadable({ headers }: Response, url: string): CassetteConfigError {
  const coding = headers.get('content-encoding')
  return new CassetteConfigError(
    `Cannot record ${new URL(url).host}: it answers in the encoding ${coding}, which Node ${process.version} cannot decode\n\n  Record this test with Node 22.15 or later. Its cassette replays in every version.`,
  )
}

function count(attempt: TestAttempt, url: string): void {
  const parsed = new URL(url)
  const name = findProvider(parsed)?.name ?? parsed.host
  attempt.tally.live[name] = (attempt.tally.live[name] ?? 0) + 1
}
