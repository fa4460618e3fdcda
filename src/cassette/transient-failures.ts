import type { Interaction } from './interaction.ts'
import { wrappedName } from './wrapped-address.ts'

/** Statuses that depend on the moment or on the credentials, so a cassette must not repeat them for months. */
const transientStatuses = new Set([401, 403, 408, 409, 429])

/** Whether an outcome is a transient failure, which is not replayed unless the user sets `keepFailures`. */
export function isTransientFailure(interaction: Interaction): boolean {
  if (wrappedName(interaction.request.url) !== undefined) return isTransientError(interaction)
  if (interaction.response === undefined) return true
  const { status, failure } = interaction.response
  return transientStatuses.has(status) || (status >= 500 && status <= 599) || failure !== undefined
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
  if (failure !== undefined) return String(failure.cause?.code ?? failure.code ?? failure.message)
  return `answered ${interaction.response?.status}`
}

/**
 * Splits a recording into kept interactions and lasting failures. A transient failure is in neither list when a good
 * answer to the same request followed. A call that the client aborted is kept, unless a repeated request was answered.
 *
 * @param fresh interactions recorded in this run. Older ones are always kept.
 * @param unrecovered failures that no retry made good. A concurrent request of the same key is not a retry.
 */
export function sift(
  interactions: readonly Interaction[],
  fresh: ReadonlySet<Interaction>,
  keyOf: (interaction: Interaction) => string,
  unrecovered: ReadonlySet<Interaction> = new Set(),
): { readonly kept: Interaction[]; readonly failed: Interaction[] } {
  const answered = new Set<string>()
  const kept: Interaction[] = []
  const failed: Interaction[] = []
  for (const interaction of interactions.toReversed()) {
    const name = `${keyOf(interaction)} ${interaction.lane}`
    if (!fresh.has(interaction) || !isTransientFailure(interaction)) {
      answered.add(name)
      kept.push(interaction)
    } else if (!answered.has(name) || unrecovered.has(interaction)) {
      // The client aborted and nothing failed: a test may be about exactly this.
      const list = interaction.failure?.name === 'AbortError' ? kept : failed
      list.push(interaction)
    }
  }
  return { kept: kept.reverse(), failed: failed.reverse() }
}
