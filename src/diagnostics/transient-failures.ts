import type { Interaction, StoredResponse } from '../cassette/interaction.ts'
import { wrappedName } from '../cassette/wrapped-address.ts'
import { readAnswer } from '../providers/wire/read-answer.ts'
import { apiError } from './api-error.ts'

/** Statuses that depend on the moment or on the credentials, so a cassette must not repeat them for months. */
const transientStatuses = new Set([401, 403, 408, 409, 429])

/** Whether an outcome is a transient failure, which is not replayed unless the user sets `keepFailures`. */
export function isTransientFailure(interaction: Interaction): boolean {
  if (wrappedName(interaction.request.url) !== undefined) return isTransientError(interaction)
  if (interaction.response === undefined) return true
  const { status, failure } = interaction.response
  if (transientStatuses.has(status) || (status >= 500 && status <= 599) || failure !== undefined) return true
  return failureInside(interaction.response) !== undefined
}

const inside = new WeakMap<StoredResponse, { readonly text: string } | undefined>()

/**
 * The transient failure of an answer that began with success: an error that the provider reports in it, or a stream
 * without its end. A client that stopped reading is no failure.
 */
function failureInside(response: StoredResponse): { readonly text: string } | undefined {
  if (inside.has(response)) return inside.get(response)
  const found = findFailure(response)
  inside.set(response, found)
  return found
}

function findFailure({ status, body, aborted }: StoredResponse): { readonly text: string } | undefined {
  if (status >= 400 || body === undefined || aborted) return undefined
  const { format, error, isFinished } = readAnswer(body)
  if (error !== undefined) {
    const { kind } = apiError(status, error)
    // Without a known kind it may be an answer about the request, unless it ends a stream of a known format.
    const isTransient = kind === 'unknown' ? format !== undefined && isStream(body) : kind !== 'invalid_request'
    return isTransient ? { text: `the error ${error.kind === '' ? kind : error.kind}` } : undefined
  }
  const isOpen = format !== undefined && isStream(body) && !isFinished && !isMarkedAsDone(body)
  return isOpen ? { text: 'a stream without its end' } : undefined
}

function isStream(body: NonNullable<StoredResponse['body']>): boolean {
  return 'sse' in body || 'ndjson' in body || 'eventstream' in body
}

/** Some providers of OpenAI's format write no reason for the end, only its mark. */
function isMarkedAsDone(body: NonNullable<StoredResponse['body']>): boolean {
  return 'sse' in body && body.sse.some(({ data }) => data === '[DONE]')
}

/** Codes of a network or a peer that cannot be reached. */
const transientCodes = /^(ECONN\w+|ENOTFOUND|EAI_\w+|E\w*TIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_\w+)$/

/** An error of a wrapped function is its answer, unless it is about a connection or a timeout. */
function isTransientError({ response, failure = response?.failure }: Interaction): boolean {
  if (failure === undefined) return false
  const codes = [failure.code, failure.cause?.code].map(String)
  return failure.name === 'TimeoutError' || codes.some((code) => transientCodes.test(code))
}

/** The outcome of an interaction, in one or two words. */
export function outcomeText(interaction: Interaction): string {
  const failure = interaction.response?.failure ?? interaction.failure
  if (failure?.name === 'AbortError') return 'aborted by the client'
  if (failure !== undefined) return String(failure.cause?.code ?? failure.code ?? failure.message)
  const { response } = interaction
  const found = response && failureInside(response)
  return `answered ${response?.status}${found === undefined ? '' : ` with ${found.text}`}`
}

/** A recording without its transient failures. */
export interface Sifted {
  readonly kept: readonly Interaction[]
  readonly failed: readonly Interaction[]
  readonly dropped: readonly Interaction[]
}

/**
 * Splits a recording into kept interactions, lasting failures, and failures that are dropped because a good answer to
 * the same request followed. A call that the client aborted is kept, unless a repeated request was answered.
 *
 * @param fresh interactions recorded in this run. Older ones are always kept.
 * @param unrecovered failures that no retry made good. A concurrent request of the same key is not a retry.
 */
export function sift(
  interactions: readonly Interaction[],
  fresh: ReadonlySet<Interaction>,
  keyOf: (interaction: Interaction) => string,
  unrecovered: ReadonlySet<Interaction> = new Set(),
): Sifted {
  const answered = new Set<string>()
  const kept: Interaction[] = []
  const failed: Interaction[] = []
  const dropped: Interaction[] = []
  for (const interaction of interactions.toReversed()) {
    const name = `${keyOf(interaction)} ${interaction.lane}`
    if (!fresh.has(interaction) || !isTransientFailure(interaction)) {
      answered.add(name)
      kept.push(interaction)
    } else if (!answered.has(name) || unrecovered.has(interaction)) {
      // The client aborted and nothing failed: a test may be about exactly this.
      const list = interaction.failure?.name === 'AbortError' ? kept : failed
      list.push(interaction)
    } else dropped.push(interaction)
  }
  return { kept: kept.reverse(), failed: failed.reverse(), dropped: dropped.reverse() }
}
