import { packBody, unpackBody } from '../body/pack.ts'
import { decide } from '../core/decide.ts'
import type { Interaction, StoredBody, StoredFailure, StoredRequest } from '../core/interaction.ts'
import { CassetteContextError } from '../errors/cassette-context-error.ts'
import { CassetteFormatError } from '../errors/cassette-format-error.ts'
import { readUsage } from '../providers/usage.ts'
import { safeRequestHeaders } from '../redact/headers.ts'
import { safeUrl } from '../redact/url.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { readSideFile } from '../store/side-files.ts'
import type { BreakConnection } from '../stream/failure.ts'
import { keyOf } from './match-rules.ts'
import { noAnswer } from './refuse.ts'
import { openCassette } from './open-scope.ts'
import { recordLive } from './record-live.ts'
import { refusal } from './refusal.ts'
import { replayResponse } from './replay-response.ts'
import type { Caller, Runtime } from './runtime.ts'

/** One request of the app, with what the host can do to its connection. */
export interface Call {
  readonly request: Request
  /** Who makes it; `undefined` when that cannot be known. */
  readonly caller: Caller | undefined
  /** Breaks the client's connection in the middle of a body. */
  readonly breakConnection: BreakConnection
}

/**
 * What a request is answered with: a response; a failure its connection is broken with; or nothing, ever, as when the
 * client that was recorded gave up before an answer came.
 */
export type Answer = { readonly response: Response } | { readonly failure: StoredFailure } | { readonly never: true }

/** Answers a recordable request: from the cassette, from the provider, or with a refusal. Never throws. */
export async function answer(call: Call, runtime: Runtime): Promise<Answer> {
  const { caller, request } = call
  const url = new URL(request.url)
  if (caller === undefined || caller.scope.isClosed) {
    const error = new CassetteContextError({ call: `${request.method} ${url.host}${url.pathname}`, ...ownerOf(caller) })
    runtime.reportStray(error)
    return { response: refusal(url, text(error, false)) }
  }
  const isImporting = caller.scope === runtime.outside
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  caller.scope.track(answered, () => {})
  try {
    const cassette = openCassette(caller.scope)
    const slot = cassette.nextSlot()
    const bytes = new Uint8Array(await request.arrayBuffer())
    return await answerFrom(cassette, { ...call, caller, bytes, slot }, runtime)
  } catch (cause) {
    if (request.signal.aborted) return { never: true }
    // Whatever went wrong fails the test; the app gets the text in the one shape that no SDK retries.
    const error = cause as Error
    if (error !== caller.scope.unreadable) caller.scope.errors.push(error)
    return { response: refusal(url, text(error, isImporting)) }
  } finally {
    resolve()
  }
}

interface PlacedCall extends Call {
  readonly caller: Caller
  readonly bytes: Uint8Array
  readonly slot: number
}

async function answerFrom(cassette: OpenCassette, call: PlacedCall, runtime: Runtime): Promise<Answer> {
  const { request, caller, bytes, slot } = call
  const { scope, lane } = caller
  const { settings } = scope
  const stored = storedRequest(request, bytes)
  const key = keyOf(stored)
  const taken = cassette.take(lane, key, slot)
  const action = decide(settings.mode === 'off' ? 'replay' : settings.mode, taken.verdict)
  if (action === 'live') {
    const keep = (interaction: Interaction): void => cassette.record(interaction, key, slot)
    return recordLive({
      request,
      bytes,
      stored,
      scope,
      lane,
      send: runtime.fetch,
      breakConnection: call.breakConnection,
      keep,
    })
  }
  if (taken.verdict === 'hit') return replay(taken.interaction, cassette, call)
  if (taken.verdict === 'exhausted' && settings.onExhausted === 'repeat-last') return replay(taken.last, cassette, call)
  const error = noAnswer(stored, taken, caller, cassette)
  scope.errors.push(error)
  return { response: refusal(new URL(request.url), text(error, scope === runtime.outside)) }
}

function storedRequest(request: Request, bytes: Uint8Array): StoredRequest {
  const body = packBody(bytes, request.headers.get('content-type') ?? undefined)
  const headers = safeRequestHeaders(request.headers)
  return { method: request.method, url: safeUrl(request.url), headers, ...(body && { body }) }
}

function replay(
  interaction: Interaction,
  cassette: OpenCassette,
  { caller, request, breakConnection }: PlacedCall,
): Answer {
  const { tally, settings, path } = caller.scope
  tally.offline += 1
  const { response, failure } = interaction
  if (failure !== undefined) return failure.name === 'AbortError' ? { never: true } : { failure }
  const usage = readUsage(response.body)
  tally.savedTokens += (usage?.input ?? 0) + (usage?.output ?? 0)
  for (const [delay] of response.chunks ?? []) tally.savedMs += delay
  const bytes = bytesOf(response.body, path, cassette.shown)
  return {
    response: replayResponse(response, { bytes, stream: settings.stream, method: request.method, breakConnection }),
  }
}

function bytesOf(body: StoredBody | undefined, path: string, shown: string): Uint8Array {
  if (body === undefined) return new Uint8Array()
  if ('file' in body) return readSideFile(path, body, shown)
  try {
    return unpackBody(body)
  } catch (cause) {
    const reason = `a recorded body cannot be written again (${(cause as Error).message})`
    throw new CassetteFormatError({ path: shown, at: 'response.body', reason }, { cause })
  }
}

function ownerOf(caller: Caller | undefined): { test?: string } {
  const name = caller?.scope.owner.name ?? caller?.scope.owner.file
  return name === undefined ? {} : { test: name }
}

/**
 * What the app's SDK shows: one line, because the test fails with the whole page. While a file is being imported it is
 * the page itself: if the import fails, no test and no hook of the file runs to fail with it.
 */
function text(error: Error, isImporting: boolean): string {
  return `${error.name}: ${isImporting ? error.message : error.message.split('\n', 1)[0]}`
}
