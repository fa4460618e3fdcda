import type { Interaction } from './interaction.ts'
import { wrappedName } from './wrapped-address.ts'

/** Statuses that say "not now" or "not you": true today, wrong in a cassette for months. */
const passingStatuses = new Set([401, 403, 408, 409, 429])

/** Whether an outcome is a passing failure, which must not be replayed unless the user wants it. */
export function isTransientFailure(interaction: Interaction): boolean {
  if (wrappedName(interaction.request.url) !== undefined) return isPassingError(interaction)
  if (interaction.response === undefined) return true
  const { status, failure } = interaction.response
  return passingStatuses.has(status) || (status >= 500 && status <= 599) || failure !== undefined
}

/** Codes of a network or a peer that is not there now. */
const passingCodes = /^(ECONN\w+|ENOTFOUND|EAI_\w+|E\w*TIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_\w+)$/

/** What a wrapped function throws is its answer, unless it says that it could not reach something. */
function isPassingError({ response, failure = response?.failure }: Interaction): boolean {
  if (failure === undefined) return false
  const codes = [failure.code, failure.cause?.code].map(String)
  return failure.name === 'TimeoutError' || codes.some((code) => passingCodes.test(code))
}

/** How an interaction ended, in a word or two. */
export function outcomeText(interaction: Interaction): string {
  const failure = interaction.response?.failure ?? interaction.failure
  if (failure !== undefined) return String(failure.cause?.code ?? failure.code ?? failure.message)
  return `answered ${interaction.response?.status}`
}

/**
 * Splits a recording into what is kept and what failed for good. A passing failure that a good answer to the same
 * request followed is in neither: it is dropped. A call that the client gave up is kept, unless it asked again and was answered.
 *
 * @param fresh interactions recorded in this run; older ones are always kept.
 * @param unrecovered failures that no later request was an answer to: another that was made meanwhile does not count.
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
      // The client gave up, nothing failed: that may be what the test is about.
      const list = interaction.failure?.name === 'AbortError' ? kept : failed
      list.push(interaction)
    }
  }
  return { kept: kept.reverse(), failed: failed.reverse() }
}
