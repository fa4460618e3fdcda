import type { Interaction } from '../cassette/interaction.ts'
import { findNearest } from '../match/nearest/nearest.ts'
import type { Drift } from '../cassette/test-report.ts'
import { showDifferences } from '../match/nearest/shown-differences.ts'
import { pairRecordings } from '../match/answers/pair-recordings.ts'
import type { Difference } from '../match/nearest/differences.ts'
import { changeLine } from '../errors/pages/change-line.ts'
import { differenceLines, places } from '../errors/pages/difference-lines.ts'
import { describeRequest } from '../providers/describe-request.ts'
import type { Rewritten } from '../store/close-result.ts'
import { candidateOf } from '../match/candidates.ts'
import { keyOf, viewOf } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'

/** Number of changes for one cassette, and of places in one answer; the rest is only counted. */
const shown = { requests: 6, answers: 3, places: 2 }
/** Cells of a text beside the labels of the summary, and after its sign. */
const width = 65

interface Placed {
  readonly interaction: Interaction
  /** Its position in the cassette, from 1. */
  readonly position: number
}

/** The changes of a recording in numbers, and a line for each of the first ones. */
export interface RecordingChanges {
  /** Changes in the requests; absent when they are the same as before. */
  readonly drift?: { readonly counts: Drift; readonly lines: readonly string[] }
  /** Answers that say something else; absent when there are none. */
  readonly answers?: { readonly changed: number; readonly lines: readonly string[] }
}

/** How a recording has changed a cassette. */
export function recordingChanges({ before, after }: Rewritten, matching: Matching): RecordingChanges {
  // A new cassette needs no lines.
  if (before.length === 0 && after.length > 0)
    return { drift: { counts: { replayed: 0, refreshed: 0, recorded: after.length, dropped: 0 }, lines: [] } }
  const isKept = new Set(before)
  const stays = new Set(after)
  const old = before.filter((interaction) => !stays.has(interaction))
  const fresh = after.filter((interaction) => !isKept.has(interaction))
  const { pairs, asBefore } = pairRecordings(old, fresh, (request) => keyOf(request, matching))
  const added = fresh.filter((interaction) => !pairs.has(interaction))
  const again = new Set([...pairs.values()].map((pair) => pair.before))
  const gone = old.filter((interaction) => !again.has(interaction)).map((one) => placedIn(before, one))
  const counts = {
    replayed: after.length - fresh.length,
    refreshed: fresh.length - added.length,
    recorded: added.length,
    dropped: gone.length,
  }
  const news = added.map((one) => newLine({ ...placedIn(after, one), interaction: asBefore(one) }, gone, matching))
  const lines = [
    ...news,
    ...gone.map(({ position, interaction }) => `-${position} ${describe(interaction)} is dropped`),
  ]
  const answers = fresh.flatMap((one) => {
    const { answer = [] } = pairs.get(one) ?? {}
    return answer.length === 0 ? [] : [answerLines(after.indexOf(one) + 1, answer)]
  })
  return {
    ...(lines.length > 0 && { drift: { counts, lines: firstOf(lines, shown.requests) } }),
    ...(answers.length > 0 && { answers: { changed: answers.length, lines: firstOf(answers, shown.answers).flat() } }),
  }
}

function placedIn(list: readonly Interaction[], interaction: Interaction): Placed {
  return { interaction, position: list.indexOf(interaction) + 1 }
}

function firstOf<T extends string | readonly string[]>(all: readonly T[], count: number): Array<T | string> {
  const more = all.length > count ? [`and ${all.length - count} more`] : []
  return [...all.slice(0, count), ...more]
}

/** The changes of an answer: each place, and what it said over what it says. */
function answerLines(position: number, answer: readonly Difference[]): string[] {
  const { differences } = showDifferences(answer.slice(0, shown.places), true)
  const lines = differenceLines(differences, differences.length, width).split('\n')
  const more = answer.length - shown.places
  return [
    ...lines.filter((line) => line !== '').map((line, index) => `${index === 0 ? `#${position} ` : ''}${line.trim()}`),
    ...(more > 0 ? [`and ${places(more, 'more place')}`] : []),
  ]
}

/** The line of a new request. When it is an old one that has changed, that one is taken from `old`. */
function newLine({ interaction, position }: Placed, old: Placed[], matching: Matching): string {
  const { lane } = interaction
  const candidates = old.map((one) => candidateOf(one.interaction, { lane, matching, isPlayed: false }))
  const nearest = findNearest(viewOf(interaction.request, matching), candidates)
  if (nearest === undefined) return `#${position} ${describe(interaction)} is new`
  const [replaced] = old.splice(nearest.index, 1)
  if (nearest.differences.length === 0)
    return `#${position} lane: "${replaced?.interaction.lane}" → "${interaction.lane}"`
  const { differences } = showDifferences(nearest.differences, false)
  return `#${position} ${changeLine(differences, nearest.differences.length)}`
}

function describe({ request }: Interaction): string {
  return describeRequest(request).text
}
