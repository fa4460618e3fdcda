import type { Taken } from '../core/cassette.ts'
import type { StoredRequest } from '../core/interaction.ts'
import { findNearest } from '../core/nearest.ts'
import type { CassetteError } from '../errors/cassette-error.ts'
import { CassetteExhaustedError } from '../errors/cassette-exhausted-error.ts'
import { CassetteMissError } from '../errors/cassette-miss-error.ts'
import { describeRequest } from '../providers/describe-request.ts'
import type { OpenCassette } from '../store/open-cassette.ts'
import type { Caller } from './runtime.ts'

/** The error of a request that the cassette has no answer for. */
export function noAnswer(
  request: StoredRequest,
  taken: Exclude<Taken, { verdict: 'hit' }>,
  { scope, lane }: Caller,
  cassette: OpenCassette,
): CassetteError {
  const fields = {
    asked: describeRequest(request),
    cassette: cassette.shown,
    interactions: cassette.size,
    isRecorded: cassette.isRecorded,
    lane,
    mode: scope.settings.mode,
    modeSource: scope.settings.modeSource,
    command: scope.command,
  }
  if (taken.verdict === 'miss') return new CassetteMissError({ ...fields, ...nearestTo(request, cassette) })
  return new CassetteExhaustedError({ ...fields, recorded: taken.recorded, askedTimes: taken.asked })
}

function nearestTo(request: StoredRequest, cassette: OpenCassette): Pick<CassetteMissError['fields'], 'nearest'> {
  const nearest = findNearest(
    request,
    cassette.interactions.map((interaction) => interaction.request),
  )
  if (nearest === undefined || nearest.differences.length === 0) return {}
  const { index, differences } = nearest
  return { nearest: { position: index + 1, isPlayed: cassette.isPlayed(index), differences } }
}
