import { isRecording } from '../cassette/mode.ts'
import type { Settings } from '../cassette/settings.ts'
import type { CassetteOwner } from '../format/document.ts'
import { refusalResponse } from '../http/refusal-response.ts'
import { senderOf } from '../http/sender.ts'
import { bare } from '../http/target.ts'
import { redirectOf, type Redirect } from '../http/upstream.ts'
import { asksForMcpEvents } from '../providers/mcp.ts'
import { currentRedaction } from '../redact/current-redaction.ts'
import type { Caller, Callers } from '../session/caller.ts'
import type { StrayErrors } from '../session/fail-test.ts'
import type { OpenExchange } from '../session/open-exchange.ts'
import { openCassette } from '../session/open-test-cassette.ts'
import { prepareMatching, type ModuleLoader } from '../session/prepare-matching.ts'
import { whenOver } from '../stream/when-over.ts'
import { strayError } from '../session/stray-error.ts'
import type { Answer, Call } from './call.ts'
import { goUnrecorded } from './go-unrecorded.ts'
import { lookUp } from './look-up.ts'
import { placeholderError } from './placeholder-error.ts'
import { receiveRequest } from './receive-request.ts'
import { recordOwnCall } from './record-own-call.ts'
import { replayInteraction } from './replay-interaction.ts'
import { lacksStream, noStream } from './rpc/no-stream.ts'
import { RpcAnswers } from './rpc/rpc-answer.ts'
import { wasCancelled } from './was-cancelled.ts'

/** The part of the worker's state that answering needs. */
export interface AnsweringWorker extends Callers, ModuleLoader, StrayErrors {
  readonly settings: Settings
  /** Hosts that live calls go to. */
  readonly liveHosts: Set<string>
}

/** Answers a recordable request: from the cassette, from the provider, or with a refusal. Never throws. */
export async function answer(call: Call, worker: AnsweringWorker): Promise<Answer> {
  const { caller } = call
  if (caller === undefined || caller.attempt.isClosed) return refuseStray(call, worker)
  if (caller.isWrapped === true) {
    // The call of the wrapped function is recorded, and no request in it.
    goUnrecorded(call.goLive, redirectOfLive(call, worker))
    return { live: true }
  }
  const { attempt } = caller
  const release = attempt.inFlight.hold()
  // If the import of a file fails, no test and no hook of the file runs to fail with the error: the app gets it whole.
  const isImporting = attempt === worker.outside
  const refuse = (error: Error): Answer => ({
    response: refusalResponse(new URL(call.request.url), error, isImporting),
  })
  try {
    return await answerCaller(call, caller, worker, refuse)
  } catch (cause) {
    if (call.request.signal.aborted) return { never: true }
    const error = cause as Error
    attempt.fail(error)
    return refuse(error)
  } finally {
    release()
  }
}

async function answerCaller(
  call: Call,
  caller: Caller,
  worker: AnsweringWorker,
  refuse: (error: Error) => Answer,
): Promise<Answer> {
  const { request, breakConnection, goLive } = call
  const { attempt, lane, step } = caller
  const { owner, settings } = attempt.test
  const preparing = prepareMatching(attempt, worker)
  if (preparing !== undefined) {
    call.rememberCallSite?.()
    // Requests that wait here go on in the order they came.
    await preparing
  }
  const cassette = openCassette(attempt)
  const slot = cassette.nextSlot()
  const { body, stored } = await receiveRequest(call, caller, cassette)
  if (lacksStream(attempt, cassette, lane, stored)) return { response: noStream() }
  if (call.hasLeft && !wasCancelled(attempt.comparing.matching, cassette, lane, stored)) return { never: true }
  const found = lookUp(attempt, {
    request: stored,
    client: request.headers.get('user-agent') ?? undefined,
    callSite: call.callSite,
    lane,
    step,
    cassette,
    slot,
    sender: isRecording(settings.mode) ? senderOf(request.headers) : undefined,
    unrecordable: (safe) => placeholderError({ request, body }, safe, attempt.test.command),
  })
  const { exchange } = found
  const { method } = request
  if ('record' in found) {
    const { record, fallBack } = found
    return recordOwnCall({
      url: request.url,
      attempt,
      exchange,
      record,
      goLive,
      redirect: redirectOfLive(call, worker, owner),
      fallBack: fallBack && (() => replayInteraction(fallBack(), { exchange, attempt, method, breakConnection })),
    })
  }
  watchClient(call, exchange)
  if ('refuse' in found) return refuse(await found.refuse)
  const { order, exchanges } = attempt.traffic
  const answers = rpcAnswersOf(worker)
  const answered = { request: exchange.request, interaction: found.replay }
  answers.asked(answered)
  const held = order?.head(found.replay)
  if (held !== undefined) call.whenHeld?.()
  // Also without a wait: requests that are made in one turn are all looked up before the first is answered.
  await held
  return replayInteraction(found.replay, {
    exchange,
    attempt,
    method,
    breakConnection,
    gates: order?.gates(found.replay),
    forRequest: (recorded) => answers.give(answered, recorded, exchanges),
  })
}

/** Notes when the client ends the exchange. */
function watchClient({ request, whenClosed }: Call, exchange: OpenExchange): void {
  if (whenClosed !== undefined) whenClosed((...closed) => exchange.closed(...closed))
  else whenOver(request.signal, () => exchange.closed())
}

/**
 * The address that a live call goes to in place of its own. Offline runs allow the host that it goes to.
 *
 * @param owner the test that makes the call.
 */
function redirectOfLive(
  { request: { url } }: Call,
  { settings: { upstream }, liveHosts }: AnsweringWorker,
  owner?: CassetteOwner,
): Redirect | undefined {
  const title = owner?.name === undefined ? owner?.file : `${owner.file} > ${owner.name}`
  const redirect = redirectOf(url, upstream, title)
  liveHosts.add(bare((redirect?.url ?? new URL(url)).hostname))
  return redirect
}

function refuseStray({ caller, request }: Call, worker: AnsweringWorker): Answer {
  // A client that nobody has closed opens its stream again when the end of the test has cut it.
  if (asksForMcpEvents(request)) return { response: noStream() }
  const url = new URL(request.url)
  const path = currentRedaction(worker.settings, [])().text(url.pathname)
  const error = strayError(`${request.method} ${url.host}${path}`, caller?.attempt, worker)
  return { response: refusalResponse(url, error) }
}

const rpcAnswers = new WeakMap<AnsweringWorker, RpcAnswers>()

/** A stream of one test file may carry the answers to requests of its tests. */
function rpcAnswersOf(worker: AnsweringWorker): RpcAnswers {
  let answers = rpcAnswers.get(worker)
  if (answers === undefined) rpcAnswers.set(worker, (answers = new RpcAnswers()))
  return answers
}
