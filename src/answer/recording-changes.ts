import type { Interaction } from '../cassette/interaction.ts'
import { findNearest } from '../match/nearest/nearest.ts'
import type { Drift } from '../cassette/test-report.ts'
import { showDifferences } from '../match/nearest/shown-differences.ts'
import { changeLine } from '../errors/pages/change-line.ts'
import { describeRequest } from '../providers/describe-request.ts'
import type { Rewritten } from '../store/close-result.ts'
import { candidateOf } from '../match/candidates.ts'
import { keyOf, viewOf } from '../match/match-rules.ts'
import type { Matching } from '../match/matching.ts'

/** Number of lines for one cassette; the rest is only counted. */
const shown = 6

interface Placed {
  readonly interaction: Interaction
  /** Its position in the cassette, from 1. */
  readonly position: number
}

/** How a recording has changed a cassette: in numbers, and in a line for each of the first changes. */
export interface RecordingChanges {
  readonly drift: Drift
  readonly lines: readonly string[]
}

/** The changes in the requests of a cassette; `undefined` when they are the same as before. */
export function recordingChanges({ before, after }: Rewritten, matching: Matching): RecordingChanges | undefined {
  // A new cassette needs no lines.
  if (before.length === 0 && after.length > 0)
    return { drift: { replayed: 0, refreshed: 0, recorded: after.length, dropped: 0 }, lines: [] }
  const isKept = new Set(before)
  const stays = new Set(after)
  const old = before.map(placed).filter(({ interaction }) => !stays.has(interaction))
  const fresh = after.map(placed).filter(({ interaction }) => !isKept.has(interaction))
  const added = fresh.filter((one) => !takeSame(old, one, matching))
  if (added.length === 0 && old.length === 0) return undefined
  const drift = {
    replayed: after.length - fresh.length,
    refreshed: fresh.length - added.length,
    recorded: added.length,
    dropped: old.length,
  }
  const news = added.map((one) => newLine(one, old, matching))
  const lines = [...news, ...old.map(({ position, interaction }) => `-${position} ${describe(interaction)} is dropped`)]
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : []
  return { drift, lines: [...lines.slice(0, shown), ...more] }
}

function placed(interaction: Interaction, index: number): Placed {
  return { interaction, position: index + 1 }
}

/** Takes from `old` the interaction whose request `one` has asked again. */
function takeSame(old: Placed[], one: Placed, matching: Matching): boolean {
  const nameOf = ({ interaction: { lane, request } }: Placed): string => `${lane} ${keyOf(request, matching)}`
  const index = old.findIndex((other) => nameOf(other) === nameOf(one))
  return index !== -1 && old.splice(index, 1).length === 1
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
