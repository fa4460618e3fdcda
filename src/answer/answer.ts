import { decide } from '../cassette/decide.ts'
import type { Interaction } from '../cassette/interaction.ts'
import type { Settings } from '../cassette/settings.ts'
import { stepPath } from '../diagnostics/step-record.ts'
import { readUsage } from '../providers/read-usage.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { Send } from '../http/live-call.ts'
import { beyondGuardrails } from './check-guardrails.ts'
import { keyOf } from '../match/match-rules.ts'
import { plainMatching } from '../match/matching.ts'
import { takeFromBudget } from './budget.ts'
import { addUsage } from './add-usage.ts'
import { bare } from '../http/target.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import { openCassette } from '../session/open-test-cassette.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import { prepareMatching, type ModuleLoader } from '../session/prepare-matching.ts'
import { placeholderError } from './placeholder-error.ts'
import { recordLive } from './record-live.ts'
import { refusalResponse } from '../http/refusal-response.ts'
import { passThrough } from './pass-through.ts'
import { cutResponse, storedBytes } from './stored-bytes.ts'
import { storedRequest } from '../http/stored-request.ts'
import { strayError } from '../session/stray-error.ts'
import { findRecorded } from './find-recorded.ts'
import { replayResponse } from './replay-response.ts'
import type { Answer, Call } from './call.ts'
import type { Caller, Callers } from '../session/caller.ts'
import type { StrayErrors } from '../session/fail-test.ts'

/** The part of the worker's state that answering needs. */
export interface AnsweringWorker extends Callers, ModuleLoader, StrayErrors {
  readonly settings: Settings
  /** The platform's `fetch`, as it was before anyone replaced it. */
  readonly fetch: typeof fetch
  /** Hosts that live calls go to. */
  readonly liveHosts: Set<string>
}

/** Answers a recordable request: from the cassette, from the provider, or with a refusal. Never throws. */
export async function answer(call: Call, worker: AnsweringWorker): Promise<Answer> {
  const { caller, request } = call
  const url = new URL(request.url)
  if (caller === undefined || caller.attempt.isClosed) {
    const path = currentRedaction(worker.settings, [])().text(url.pathname)
    const error = strayError(`${request.method} ${url.host}${path}`, caller, worker)
    return { response: refusalResponse(url, text(error, false)) }
  }
  if (caller.isWrapped === true) return passThrough(call, liveSend(worker), worker.settings)
  const isImporting = caller.attempt === worker.outside
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  caller.attempt.track(answered, () => {})
  const isConcurrent = caller.attempt.underWay > 1
  try {
    // Requests that wait here go on in the order they came.
    await prepareMatching(caller.attempt, worker)
    const cassette = openCassette(caller.attempt)
    const slot = cassette.nextSlot()
    const bytes = new Uint8Array(await request.arrayBuffer())
    return await answerFrom(cassette, { ...call, caller, bytes, slot, isConcurrent }, worker)
  } catch (cause) {
    if (request.signal.aborted) return { never: true }
    // Whatever went wrong fails the test; the app gets the text in the one shape that no SDK retries.
    const error = cause as Error
    caller.attempt.fail(error)
    return { response: refusalResponse(url, text(error, isImporting)) }
  } finally {
    resolve()
  }
}

/** Outside the test: what sending takes of the clock and of random numbers is not the test's, which replays without it. */
function liveSend(worker: AnsweringWorker): Send {
  return (url, init) => {
    worker.liveHosts.add(bare(new URL(url).hostname))
    return worker.callers.exit(() => worker.fetch(url, init))
  }
}

interface PlacedCall extends Call {
  readonly caller: Caller
  readonly bytes: Uint8Array
  readonly slot: number
  readonly isConcurrent: boolean
}

async function answerFrom(cassette: OpenCassette, call: PlacedCall, worker: AnsweringWorker): Promise<Answer> {
  const { request, caller, bytes, slot } = call
  const { attempt, lane, step } = caller
  const { settings } = attempt
  const redaction = attempt.matching.redaction()
  redaction.noteHeaders(request.headers, 'request')
  const stored = redaction.request(storedRequest(request, bytes, attempt.matching.headers))
  const key = keyOf(stored, attempt.matching)
  // Also as any project would know it, whatever does not count in this one.
  attempt.asked.add(key).add(keyOf(stored, plainMatching))
  const exchange = attempt.traffic.begin({ key, lane, ...(step && { step }), request: stored })
  call.whenClosed?.((how) => exchange.closed(how))
  request.signal.addEventListener('abort', () => exchange.closed(), { once: true })
  const taken = findRecorded(cassette, lane, stored, attempt.matching, slot)
  const action = decide(settings.mode === 'off' ? 'replay' : settings.mode, taken.verdict)
  const replayed = (interaction: Interaction): Answer => {
    exchange.interaction = interaction
    try {
      return replay(interaction, call, exchange)
    } catch (error) {
      // It cannot be read: nobody has closed anything.
      exchange.refusal = 'error'
      throw error
    }
  }
  if (action === 'live') {
    const keep = (interaction: Interaction): void => {
      exchange.interaction = interaction
      exchange.isRecorded = true
      cassette.record(interaction, key, slot)
    }
    const refused = placeholderError(call, stored) ?? beyondGuardrails(attempt) ?? takeFromBudget(attempt, stored)
    if (refused !== undefined) {
      exchange.refusal = 'error'
      attempt.fail(refused)
      return { response: refusalResponse(new URL(request.url), text(refused, attempt === worker.outside)) }
    }
    return recordLive({
      request,
      bytes,
      stored,
      attempt,
      lane,
      step: step && stepPath(step),
      exchange,
      send: liveSend(worker),
      breakConnection: call.breakConnection,
      ...fallbackOf(taken, settings, (old) => {
        cassette.keepUnrefreshed(old)
        return replayed(old)
      }),
      keep,
    })
  }
  if ('interaction' in taken) return replayed(taken.interaction)
  if (taken.verdict === 'exhausted' && settings.onExhausted === 'repeat-last') return replayed(taken.last)
  exchange.refusal = taken.verdict
  // What finds and words a difference is loaded only where there is one.
  const { noAnswer } = await import('./miss-error.ts')
  const error = noAnswer({ stored, key, taken, caller, cassette, isConcurrent: call.isConcurrent })
  attempt.fail(error)
  return { response: refusalResponse(new URL(request.url), text(error, attempt === worker.outside)) }
}

/** The recorded answer that stands in for a provider which cannot be reached. */
function fallbackOf(
  taken: ReturnType<typeof findRecorded>,
  { mode, fallback }: Settings,
  replayOld: (interaction: Interaction) => Answer,
): { fallback?: () => Answer } {
  if (mode !== 'refresh' || fallback === 'never' || !('interaction' in taken)) return {}
  return { fallback: () => replayOld(taken.interaction) }
}

function replay(
  interaction: Interaction,
  { caller, request, breakConnection }: PlacedCall,
  exchange: OpenExchange,
): Answer {
  const { tally, settings } = caller.attempt
  tally.offline += 1
  const { response, failure } = interaction
  if (failure?.name === 'AbortError') return { never: true }
  if (failure !== undefined) {
    exchange.failed(failure)
    return { failure }
  }
  const usage = readUsage(response.body)
  tally.savedTokens += (usage?.input ?? 0) + (usage?.output ?? 0)
  if (usage !== undefined) addUsage(tally.savedModels, interaction.request, usage)
  for (const [delay] of response.chunks ?? []) tally.savedMs += delay
  const bytes = storedBytes(interaction, caller.attempt)
  exchange.answered((size) => cutResponse(response, bytes, size))
  const { stream } = settings
  const options = { bytes, stream, method: request.method, breakConnection, delivery: exchange }
  return { response: replayResponse(response, options) }
}

/**
 * What the app's SDK shows: one line, because the test fails with the whole page. While a file is being imported it is
 * the page itself: if the import fails, no test and no hook of the file runs to fail with it.
 */
function text(error: Error, isImporting: boolean): string {
  return `${error.name}: ${isImporting ? error.message : error.message.split('\n', 1)[0]}`
}
