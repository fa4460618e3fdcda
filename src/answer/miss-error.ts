import type { Taken } from '../cassette/cassette.ts'
import type { Interaction, StoredRequest } from '../cassette/interaction.ts'
import type { Exchange } from '../diagnostics/exchange.ts'
import { hasEqualAtOnce } from '../diagnostics/equal-at-once.ts'
import { findNearest, type Nearest } from '../match/nearest/nearest.ts'
import { renamedNearest } from '../match/renamed/renamed-nearest.ts'
import { showDifferences } from '../match/nearest/shown-differences.ts'
import type { CallPageFields } from '../errors/pages/call-page.ts'
import type { CassetteError } from '../errors/cassette-error.ts'
import { CassetteExhaustedError } from '../errors/cassette-exhausted-error.ts'
import { CassetteMissError, type CassetteMissFields, type NearestFields } from '../errors/cassette-miss-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import { findNumbered } from '../redact/placeholder.ts'
import { pathTo } from '../redact/view/leaf.ts'
import { leavesOfInteraction, placeOf } from '../redact/view/scan-leaves.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import { shownPath } from '../store/paths.ts'
import { candidateOf } from '../match/candidates.ts'
import { viewOf } from '../match/match-rules.ts'
import { suggestionsForExhausted, suggestionsForMiss, type GivenPlaceholder } from '../match/suggestions.ts'
import type { TestSettings } from '../cassette/test-settings.ts'
import type { Matching } from '../match/matching.ts'
import type { TestIdentity } from '../session/test-identity.ts'
import type { Suggestion } from '../errors/pages/suggestion-lines.ts'
import { shownLine } from '../util/app-frames.ts'
import { findRecorded } from './find-recorded.ts'
import { recordedElsewhere } from './recorded-elsewhere.ts'
import { originOf } from './take-over.ts'

/** A request that the cassette has no answer for. */
export interface MissedRequest {
  readonly request: StoredRequest
  readonly lane: string
  readonly key: string
  readonly taken: Exclude<Taken, { verdict: 'hit' }>
  readonly cassette: OpenCassette
  /** The line of the app that made the request, as a line of a stack, where it is known. */
  readonly callSite?: (() => string | undefined) | undefined
}

/** The part of an attempt that a miss is explained with. */
export interface MissedTest {
  readonly test: Pick<TestIdentity, 'settings' | 'command' | 'path' | 'owner' | 'cassettesOfFile'>
  readonly options: Pick<TestSettings, 'clock'>
  readonly comparing: { readonly matching: Matching }
  readonly traffic: { readonly exchanges: readonly Exchange[]; readonly orderGivenUpAt: number | undefined }
}

/** The error of a request that the cassette has no answer for. */
export function missError(attempt: MissedTest, missed: MissedRequest): CassetteError {
  return missed.taken.verdict === 'miss' ? unknownRequest(attempt, missed) : exhausted(attempt, missed, missed.taken)
}

function unknownRequest(attempt: MissedTest, missed: MissedRequest): CassetteMissError {
  const { cassette, lane, request } = missed
  const { matching } = attempt.comparing
  const candidates = cassette.interactions.map((interaction, index) =>
    candidateOf(interaction, { lane, matching, isPlayed: cassette.playedBy(index) !== undefined }),
  )
  const found = findNearest(viewOf(request, matching), candidates)
  const forAll = recordedUnderAnotherName(attempt, missed)
  if (found === undefined)
    return new CassetteMissError({
      ...callFields(attempt, missed),
      suggestions: [...forAll, { suggestion: 'record' }],
      ...unplayedIn(cassette),
    })
  const { nearest, refused } = renamedNearest(found, matching.ids, cassette.interactions)
  const interaction = cassette.interactions[nearest.index]!
  const playedBy = cassette.playedBy(nearest.index)
  const { differences, size } = showDifferences(nearest.differences, true)
  const fields: NearestFields = {
    position: nearest.index + 1,
    ...(interaction.lane !== lane && { lane: interaction.lane }),
    ...(playedBy !== undefined && { playedBy }),
    ...alikeness(size, nearest.views),
    places: nearest.differences.length,
    differences,
  }
  const starts = cassette.interactions.map(({ recordedAt }) => Date.parse(recordedAt))
  const suggestions = suggestionsForMiss({
    nearest,
    otherLane: interaction.lane === lane ? undefined : interaction.lane,
    clockStart: attempt.options.clock === 'recorded' ? undefined : starts.reduce((first, one) => Math.min(first, one)),
    hasEqualAtOnce: hasEqualAtOnce(attempt.traffic.exchanges),
    settings: attempt.test.settings,
    given: givenPlaceholders(cassette),
  })
  // An option of the user that makes the requests equal says more about such an id.
  const isNoise = suggestions.some(({ suggestion }) => suggestion === 'noise')
  const ids = refused.filter(({ reason }) => reason !== 'chosen' || !isNoise)
  return new CassetteMissError({
    ...callFields(attempt, missed),
    suggestions: [...forAll, ...suggestions],
    nearest: { ...fields, ...(ids.length > 0 && { ids }) },
  })
}

/** The request stands in another cassette: in an obsolete one, or in that of another test of the file. */
function recordedUnderAnotherName(
  { test, comparing }: MissedTest,
  { cassette, lane, request }: MissedRequest,
): Suggestion[] {
  const { matching } = comparing
  const origin = originOf(test, cassette, () => findRecorded(cassette, lane, request, matching, 0))
  if (origin !== undefined) return [{ suggestion: 'rename', cassette: shownPath(test.settings.root, origin) }]
  const elsewhere = recordedElsewhere({ test, comparing }, request)
  return elsewhere === undefined ? [] : [{ suggestion: 'before-all', test: elsewhere }]
}

/** The first placeholder with a number of each text in the answers that are played. */
function givenPlaceholders(cassette: OpenCassette): GivenPlaceholder[] {
  return cassette.interactions.flatMap((interaction, index) =>
    cassette.playedBy(index) === undefined
      ? []
      : leavesOfInteraction(interaction).flatMap(({ place, text }) => {
          const placeholder = findNumbered(text)
          const path = placeholder === undefined ? [] : pathTo(place)
          return placeholder === undefined || path[0] !== 'response' ? [] : [{ placeholder, place: placeOf(path) }]
        }),
  )
}

/** Characters of a request below which a share of it says nothing. */
const shortest = 300

/** How much of two requests is the same, in per cent: never all of it, because they differ. */
function alikeness(changed: number, { asked, recorded }: Nearest['views']): Pick<NearestFields, 'alike'> {
  const size = Math.max(JSON.stringify(asked).length, JSON.stringify(recorded).length)
  if (size < shortest) return {}
  return { alike: Math.max(0, Math.min(99, Math.floor((1 - changed / size) * 100))) }
}

function exhausted(
  attempt: MissedTest,
  missed: MissedRequest,
  { recorded, asked, last }: Extract<Taken, { verdict: 'exhausted' }>,
): CassetteExhaustedError {
  const { cassette, lane, key } = missed
  const answers = cassette
    .answers(lane, key)
    .flatMap(({ position, playedBy }) => (playedBy === undefined ? [] : [{ position, playedBy }]))
  const [elsewhere] = leftInOtherLanes(missed)
  const suggestions = suggestionsForExhausted({
    hasEqualAtOnce: hasEqualAtOnce(attempt.traffic.exchanges),
    last,
    otherLane: elsewhere?.lane,
  })
  const fields = { ...callFields(attempt, missed), suggestions, recorded, askedTimes: asked, answers }
  return new CassetteExhaustedError({ ...fields, ...(elsewhere && { elsewhere }) })
}

/** Answers to the very same request that other lanes have, and that are not played. */
function leftInOtherLanes({ cassette, lane: own, key }: MissedRequest): Array<{ position: number; lane: string }> {
  const lanes = new Set(cassette.interactions.map(({ lane }) => lane))
  lanes.delete(own)
  return [...lanes].flatMap((lane) =>
    cassette
      .answers(lane, key)
      .flatMap(({ position, playedBy }) => (playedBy === undefined ? [{ position, lane }] : [])),
  )
}

function callFields(
  { test: { settings, command }, traffic }: MissedTest,
  { request, lane, cassette, callSite }: MissedRequest,
): Omit<CallPageFields, 'suggestions'> {
  const askedAt = shownLine(callSite?.(), settings.startedIn)
  return {
    asked: describeRequest(request),
    ...(askedAt !== undefined && { askedAt }),
    cassette: cassette.shown,
    interactions: cassette.size,
    played: cassette.size - cassette.unused().length,
    isRecorded: cassette.isRecorded,
    lane,
    mode: settings.mode,
    modeSource: settings.modeSource,
    command,
    ...(traffic.orderGivenUpAt !== undefined && { isOrderGivenUp: true as const }),
  }
}

function unplayedIn(cassette: OpenCassette): Pick<CassetteMissFields, 'unplayed'> {
  const rows = cassette.unused().map(({ position, interaction }) => rowOf(position, interaction))
  return rows.length === 0 ? {} : { unplayed: rows }
}

function rowOf(position: number, { request }: Interaction): NonNullable<CassetteMissFields['unplayed']>[number] {
  return { position, ...describeRequest(request) }
}
