import type { Settings } from '../cassette/settings.ts'
import { CassetteConfigError } from '../errors/cassette-config-error.ts'
import { clientResponse } from '../http/client-response.ts'
import { decodeResponse, isUnreadable } from '../http/decode-response.ts'
import { withFirstByte } from '../http/first-byte.ts'
import { callLive, type Send } from '../http/live-call.ts'
import { isStoredResponseHeader } from '../redact/stored-headers.ts'
import type { Comparing } from '../session/comparing.ts'
import type { InFlight } from '../session/in-flight.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import { capture } from '../stream/capture.ts'
import { now, timestamp } from '../stream/clock.ts'
import { storedFailure, type BreakConnection } from '../stream/failure.ts'
import { beginLiveCall, bookLiveAnswer, bookTokens } from './accounts.ts'
import type { BudgetedTest } from './budget.ts'
import type { Answer } from './call.ts'
import type { Outcome } from './look-up.ts'
import { storedResponse } from './stored-response.ts'

/** The part of an attempt that a live call reads and writes. */
interface RecordingTest extends BudgetedTest {
  readonly test: BudgetedTest['test'] & { readonly settings: Pick<Settings, 'upstream'> }
  readonly comparing: Comparing
  readonly inFlight: InFlight
  readonly hasPassed: boolean | undefined
}

export interface LiveRecording {
  readonly request: Request
  readonly bytes: Uint8Array
  readonly attempt: RecordingTest
  /** Notes what the app receives, and how the exchange ends. */
  readonly exchange: OpenExchange
  readonly send: Send
  readonly breakConnection: BreakConnection
  /** Takes the outcome when it is complete. */
  readonly record: (outcome: Outcome) => void
  /** Answers in place of a provider that fails before its first byte. */
  readonly fallBack?: () => Answer
}

/** Asks the provider, hands the answer on as it arrives, and records it beside. */
export async function recordLive(recording: LiveRecording): Promise<Answer> {
  const { request, bytes, attempt, exchange, record, fallBack } = recording
  const { accounts, inFlight, test } = attempt
  const { redaction } = attempt.comparing.matching
  const finished = Promise.withResolvers<void>()
  void finished.promise.then(beginLiveCall(accounts, exchange.request, redaction().text))
  const stopper = new AbortController()
  inFlight.track(finished.promise, () =>
    stopper.abort(new DOMException('the test ended before the answer did', 'AbortError')),
  )
  /**
   * A call that was stopped because the test was over has half an answer, and is not why the test has failed. A test
   * that passed needs no more of the answer.
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
    const call = { method, url, headers, body: bytes, signal: stopper.signal }
    response = await callLive(call, recording.send, test.settings.upstream)
    if (fallBack !== undefined) response = await withFirstByte(response)
    hasAnswer = true
    response = await decodeResponse(response)
  } catch (error) {
    if (fallBack !== undefined && !stopper.signal.aborted) {
      finished.resolve()
      return fallBack()
    }
    const failure = storedFailure(error)
    exchange.failed(failure)
    if (!isCutOff(stopper.signal.aborted)) record({ recordedAt, failure })
    finished.resolve()
    return stopper.signal.aborted ? { never: true } : { failure }
  }
  redaction().noteHeaders(response.headers, 'answer')
  bookLiveAnswer(accounts, request.url)
  if (isUnreadable(response)) {
    stopper.abort()
    finished.resolve()
    throw unreadable(response, request.url)
  }
  if (response.body === null) {
    const stored = storedResponse(response, undefined, redaction())
    exchange.answered(() => stored)
    exchange.complete()
    record({ recordedAt, response: stored })
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
  exchange.answered((size) => storedResponse(response, { bytes: soFar().subarray(0, size), chunks: [] }, redaction()))
  void captured.then((body) => {
    const stored = storedResponse(response, body, redaction())
    bookTokens(attempt, { request: exchange.request, response: stored })
    if (!isCutOff(stopper.signal.aborted || body.aborted === true)) record({ recordedAt, response: stored })
    finished.resolve()
  })
  return { response: clientResponse(response, stream, isReplayed) }
}

/** The app gets the headers that it gets in replay, so that a test cannot pass with others. Cookies are of the live session. */
function isReplayed(name: string): boolean {
  return isStoredResponseHeader(name) || name === 'set-cookie'
}

/** The error of an answer whose encoding this Node cannot decode: nobody could look for secrets in it. */
function unreadable({ headers }: Response, url: string): CassetteConfigError {
  const coding = headers.get('content-encoding')
  return new CassetteConfigError(
    `Cannot record ${new URL(url).host}: it answers in the encoding ${coding}, which Node ${process.version} cannot decode\n\n  Record this test with Node 22.15 or later. Its cassette replays in every version.`,
  )
}
