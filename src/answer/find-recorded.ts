import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import { wrappedName } from '../cassette/wrapped-address.ts'
import type { RequestView } from '../match/view/request-view.ts'
import { holdsPlaceholder } from '../redact/stood-for.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { droppedSecrets, keyOf, unknownHeaders, viewOf } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'
import { isSameButRedacted } from '../match/same-but-redacted.ts'

/** The part of a cassette that is searched. */
type Held = Pick<OpenCassette, 'interactions' | 'playedBy' | 'take'>

/**
 * Takes the answer to a request.
 *
 * A request that was recorded under other options may lack values that count now: a header of `matchHeaders` is stored
 * from the day it is configured, and redacted values are gone. When no complete request has an answer, a missing value
 * counts as equal. So a changed option makes no cassette useless. A request may also differ in the ids that its client
 * mints in each run.
 */
export function findRecorded(
  cassette: Held,
  lane: string,
  request: StoredRequest,
  matching: Matching,
  slot: number,
): ReturnType<OpenCassette['take']> {
  const asked = viewOf(request, matching)
  if (matching.ids.contradicts(asked)) return { verdict: 'miss' }
  const taken = cassette.take(lane, keyOf(request, matching), slot)
  if (taken.verdict !== 'miss') return taken
  for (const recorded of olderOnes(cassette, lane, request, matching)) {
    const older = cassette.take(lane, keyOf(recorded, matching), slot)
    if (older.verdict !== 'miss') return older
  }
  const renamed = renamedOne(cassette, lane, request, matching)
  return renamed === undefined ? taken : cassette.take(lane, keyOf(renamed, matching), slot)
}

/** The first unplayed request of a lane that is this one apart from the ids that its client has minted. */
function renamedOne(
  cassette: Held,
  lane: string,
  request: StoredRequest,
  matching: Matching,
): StoredRequest | undefined {
  // Another id among the arguments of a function asks for something else.
  if (wrappedName(request.url) !== undefined) return undefined
  const asked = viewOf(request, matching)
  const { interactions } = cassette
  return interactions.find(
    ({ lane: own, request: recorded }, index) =>
      own === lane &&
      cassette.playedBy(index) === undefined &&
      matching.ids.unites(viewOf(recorded, matching), asked, interactions),
  )?.request
}

/**
 * The recorded requests of a lane that may be this one, since values are missing from them: unplayed ones first, of
 * them those that lack the fewest headers, in their order.
 */
function olderOnes(cassette: Held, lane: string, request: StoredRequest, matching: Matching): StoredRequest[] {
  const rank = (interaction: Interaction, index: number): number =>
    unknownHeaders(interaction.request, matching).length + (cassette.playedBy(index) === undefined ? 0 : 1_000)
  return cassette.interactions
    .map((interaction, index) => ({ interaction, rank: rank(interaction, index) }))
    .filter(({ interaction }) => interaction.lane === lane && mayBe(interaction.request, request, matching))
    .sort((a, b) => a.rank - b.rank)
    .map(({ interaction }) => interaction.request)
}

function mayBe(recorded: StoredRequest, request: StoredRequest, matching: Matching): boolean {
  const unknown = unknownHeaders(recorded, matching)
  if (unknown.length === 0 && !isRedactedSomewhere(recorded)) return false
  const asked = withoutHeaders(viewOf(request, matching), unknown)
  return isSameButRedacted(viewOf(recorded, matching), asked, droppedSecrets(recorded, matching))
}

const redacted = new WeakMap<StoredRequest, boolean>()

function isRedactedSomewhere(request: StoredRequest): boolean {
  let isRedacted = redacted.get(request)
  if (isRedacted === undefined) redacted.set(request, (isRedacted = holdsPlaceholder(JSON.stringify(request))))
  return isRedacted
}

function withoutHeaders(view: RequestView, names: readonly string[]): RequestView {
  if (names.length === 0) return view
  const headers = Object.entries(view.headers).filter(([name]) => !names.includes(name))
  return { ...view, headers: Object.fromEntries(headers) }
}
