import { afterAttempt } from '../cassette/after-attempt.ts'
import type { Cassette } from '../cassette/cassette.ts'
import type { EarlierAttempts } from '../cassette/earlier-attempts.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import { isTransientFailure, sift, type Sifted } from '../diagnostics/transient-failures.ts'
import { isBackgroundStream } from '../providers/mcp.ts'
import type { TestOutcome } from './close-result.ts'
import type { OpenCassetteOptions } from './open-cassette-options.ts'

/** A cassette after the last attempt of its test. */
export interface UsedCassette {
  readonly cassette: Cassette
  /** The interactions that the last attempt used, in the order of its requests. */
  readonly used: readonly Interaction[]
  readonly earlier: EarlierAttempts
  /** Interactions that were recorded in this run. */
  readonly fresh: ReadonlySet<Interaction>
  /** Returns the same text for interactions that answer the same request in the same lane. */
  readonly identify: (interaction: Interaction) => string
}

/** Selects the interactions that the cassette keeps, and the transient failures that nothing made good. */
export function selectInteractions(
  use: UsedCassette,
  { unrecovered, ...outcome }: TestOutcome,
  { keepFailures, keyOf, isOutdated = () => false }: OpenCassetteOptions,
): Sifted {
  const { cassette, fresh, identify } = use
  const used = usedByAll(use)
  const isUsed = new Set(used)
  // A refreshed interaction counts as played, so it is not among the unused ones.
  const unused = cassette
    .unused()
    .map(({ interaction }) => interaction)
    .filter((interaction) => !isUsed.has(interaction))
  const all = afterAttempt({ ...outcome, used, unused, fresh }, identify, isOutdated)
  if (keepFailures) return { kept: all, failed: [], dropped: [] }
  const requests = (): StoredRequest[] => all.map(({ request }) => request)
  // A client goes on without a background stream that it cannot open.
  const needed = all.filter((one) => !isTransientFailure(one) || !isBackgroundStream(one.request, requests))
  return sift(needed, fresh, ({ request }) => keyOf(request), unrecovered)
}

/** The interactions that all attempts used: of one attempt in the order of requests, of several in that of recording. */
function usedByAll({ cassette, used, earlier, identify }: UsedCassette): readonly Interaction[] {
  const all = new Set(earlier.with(used, identify))
  if (all.size === used.length) return used
  // A refresh drops the interactions of earlier attempts from the cassette, so they come first here.
  const present = new Set(cassette.interactions)
  return [
    ...[...all].filter((interaction) => !present.has(interaction)),
    ...[...present].filter((interaction) => all.has(interaction)),
  ]
}
